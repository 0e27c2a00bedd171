//! The CPython versions that instr knows.

use std::fmt;
use std::str::FromStr;

/// A minor release of CPython, 3.8 to 3.15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PythonVersion {
    minor: u8,
}

impl PythonVersion {
    /// CPython 3.8
    pub const PY38: Self = Self { minor: 8 };
    /// CPython 3.9
    pub const PY39: Self = Self { minor: 9 };
    /// CPython 3.10
    pub const PY310: Self = Self { minor: 10 };
    /// CPython 3.11
    pub const PY311: Self = Self { minor: 11 };
    /// CPython 3.12
    pub const PY312: Self = Self { minor: 12 };
    /// CPython 3.13
    pub const PY313: Self = Self { minor: 13 };
    /// CPython 3.14
    pub const PY314: Self = Self { minor: 14 };
    /// CPython 3.15
    pub const PY315: Self = Self { minor: 15 };

    /// All of them, oldest first.
    pub const ALL: [Self; 8] =
        [Self::PY38, Self::PY39, Self::PY310, Self::PY311, Self::PY312, Self::PY313, Self::PY314, Self::PY315];

    /// The `N` of `3.N`.
    pub const fn minor(self) -> u8 {
        self.minor
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "3.{}", self.minor)
    }
}

impl FromStr for PythonVersion {
    type Err = String;

    /// Reads `3.11` or `py311`.
    fn from_str(text: &str) -> Result<Self, String> {
        let minor = text.strip_prefix("3.").or_else(|| text.strip_prefix("py3"));
        minor
            .and_then(|minor| Self::ALL.into_iter().find(|v| v.minor.to_string() == minor))
            .ok_or_else(|| format!("`{text}` is not a Python version that instr supports: 3.8 to 3.15"))
    }
}
