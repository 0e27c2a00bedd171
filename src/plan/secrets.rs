//! Names whose values are not shown: a probe does not even pass them.

use super::FunctionPattern;

/// The runtime's own list: what it hides inside of values is hidden here by the name of a variable.
const LIST: &str = include_str!("../../python/instr/values/secrets.py");

/// Patterns of names. The last one that fits a name decides; one that began with `!` shows.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    patterns: Vec<(bool, FunctionPattern)>,
}

impl Secrets {
    /// The usual names, and more.
    pub fn with(more: &[FunctionPattern]) -> Self {
        let usual = usual().map(str::to_owned).chain(more.iter().map(|pattern| pattern.text().to_owned()));
        let pattern = |text: String| {
            let (hides, text) = text.strip_prefix('!').map_or((true, &*text), |text| (false, text));
            Some((hides, text.to_lowercase().parse().ok()?))
        };
        Self { patterns: usual.filter_map(pattern).collect() }
    }

    /// Whether what has this name is not to be shown.
    pub fn hides(&self, name: &str) -> bool {
        let spellings = [words(name), name.to_lowercase()];
        let fits = |pattern: &FunctionPattern| spellings.iter().any(|spelling| pattern.matches(spelling));
        self.patterns.iter().rev().find(|(_, pattern)| fits(pattern)).is_some_and(|(hides, _)| *hides)
    }
}

/// The strings of the list.
fn usual() -> impl Iterator<Item = &'static str> {
    let list = LIST.split_once("SECRETS = (").map_or("", |(_, list)| list);
    let lines =
        list.lines().take_while(|line| !line.starts_with(')')).filter(|line| !line.trim_start().starts_with('#'));
    lines.flat_map(|line| line.split('"').skip(1).step_by(2))
}

/// `xApiKey`: its words in small letters, joined by `_`.
fn words(name: &str) -> String {
    let mut found = String::new();
    let mut before = '_';
    let chars: Vec<char> = name.chars().collect();
    for (at, &char) in chars.iter().enumerate() {
        let follows_small = chars.get(at + 1).is_some_and(|next| next.is_lowercase());
        let begins = before.is_lowercase() || before.is_numeric() || before.is_uppercase() && follows_small;
        if char.is_uppercase() && begins {
            found.push('_');
        }
        found.extend(char.to_lowercase());
        before = char;
    }
    found.split('_').filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_and_others() {
        let secrets = Secrets::with(&["*iban*".parse().unwrap(), "!public_key".parse().unwrap()]);
        for name in ["password", "db_Password", "xApiKey", "API_KEY", "token", "_token", "cookie", "PIN", "my_iban"] {
            assert!(secrets.hides(name), "{name}");
        }
        for name in ["tokens", "next_token", "tokenize", "opinion", "spin", "cookiecutter", "public_key", "total"] {
            assert!(!secrets.hides(name), "{name}");
        }
        assert!(usual().count() > 100);
        assert!(!Secrets::default().hides("password"));
    }
}
