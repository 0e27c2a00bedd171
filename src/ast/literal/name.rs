//! Unicode character names as `\N{...}` accepts them: any case, but no other liberty.

/// The character of that name or alias.
pub(super) fn lookup(name: &str) -> Option<char> {
    // No character has such a name, and the table looks in front of the hyphen.
    if name.starts_with('-') {
        return None;
    }
    // The table matches loosely: it ignores spaces, underscores and most hyphens.
    let found = unicode_names2::character(name)?;
    let Some(canonical) = unicode_names2::name(found) else { return Some(found) };
    let canonical = canonical.to_string();
    let exact = canonical.eq_ignore_ascii_case(name);
    let is_alias = || squeeze(&canonical) != squeeze(name);
    (exact || is_alias()).then_some(found)
}

fn squeeze(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
