"""What each dialect says of sessions, where the engine is the same for all of them.

The engine looks the rules of a server's dialect up once and asks them; nothing else tells dialects apart.
"""
