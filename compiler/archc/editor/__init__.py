"""What an editor asks about a spec: functions of a text and a place in it. Nothing here knows a protocol."""
