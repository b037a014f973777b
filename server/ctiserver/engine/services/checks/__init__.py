"""What requests name, found and checked before a service acts: stations, calls, groups, variables, numbers."""
