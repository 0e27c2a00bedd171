# line 2
lazy from a import
