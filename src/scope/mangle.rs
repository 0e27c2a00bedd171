//! Private names: `__x` inside `class C` is `_C__x`.

use std::borrow::Cow;

/// The name that CPython stores for `name` inside a class called `class`.
pub(super) fn mangle<'a>(name: &'a str, class: Option<&str>) -> Cow<'a, str> {
    let class = class.map_or("", |class| class.trim_start_matches('_'));
    if class.is_empty() || !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return Cow::Borrowed(name);
    }
    Cow::Owned(format!("_{class}{name}"))
}

#[cfg(test)]
mod tests {
    use super::mangle;

    #[test]
    fn only_private_names_inside_classes_are_mangled() {
        let mangled = |name, class| mangle(name, class).into_owned();
        assert_eq!(mangled("__x", Some("C")), "_C__x");
        assert_eq!(mangled("__x", Some("__C")), "_C__x");
        assert_eq!(mangled("__x_", Some("C")), "_C__x_");
        assert_eq!(mangled("__x__", Some("C")), "__x__");
        assert_eq!(mangled("_x", Some("C")), "_x");
        assert_eq!(mangled("__x", Some("___")), "__x");
        assert_eq!(mangled("__x", None), "__x");
    }
}
