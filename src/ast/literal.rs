//! Decoding of literals: what CPython makes of the text of a number, a string or bytes.
