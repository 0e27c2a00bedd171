//! A value, as the program's process rendered it.

/// A value of the program: its type as far as that is a plain one, and its text.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// An integer of 64 bits; a larger one is a [`Value::Text`].
    Int(i64),
    /// A float.
    Float(f64),
    /// A whole string, of which CPython's `repr` may be given: without, all its characters are printable ASCII.
    Str {
        /// The string itself.
        value: String,
        /// As CPython shows it; None if that follows from the value.
        repr: Option<String>,
    },
    /// Anything else, and strings that are shown in part, as text.
    Text(String),
    /// The value has the name of a secret.
    Redacted,
    /// A watched name has no value.
    Unset,
    /// A name of a logged expression has no value.
    Unbound,
    /// A logged expression raised: `ValueError: why`.
    Failed(String),
}
