"""Captured traffic -> frames: hex lines, JSON lines, tapes, pcap and pcapng.

``read`` is the door; ``versions`` says which protocol version each frame is laid out in.
"""
