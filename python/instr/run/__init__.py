"""What `instr run` puts into an interpreter.

The modules of `instr` are loaded into it under names that no import statement can spell, and leave `sys.modules` as soon
as they are loaded: a program's own module `instr` is not in their way.
"""
