"""The declarations as a Wireshark dissector: tables made from them, and the Lua that reads frames along the tables."""
