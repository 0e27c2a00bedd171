use super::*;

fn kinds(source: &str) -> Vec<Tok> {
    TokenStream::new(source).map(|t| t.expect("tokens").1).collect()
}

#[test]
fn blocks() {
    use Tok::*;
    assert_eq!(
        kinds("if a:\n  # c\n\n  b\nc"),
        [If, Name, Colon, Newline, Indent, Name, Newline, Dedent, Name, Newline]
    );
    assert_eq!(kinds("(a,\n b) \\\n+ c"), [Lpar, Name, Comma, Name, Rpar, Plus, Name, Newline]);
}

#[test]
fn words_in_context() {
    use Tok::*;
    assert_eq!(kinds("match (x)"), [Name, Lpar, Name, Rpar, Newline]);
    assert_eq!(kinds("match (x):\n"), [Match, Lpar, Name, Rpar, Colon, Newline]);
    assert_eq!(kinds("a not in b is not c"), [Name, NotIn, Name, IsNot, Name, Newline]);
    assert_eq!(kinds("with (a): pass")[1], WithLpar);
    assert_eq!(kinds("with (a) as b: pass")[1], Lpar);
    assert_eq!(kinds("type type = type"), [Type, Name, Equal, Name, Newline]);
}

#[test]
fn interpolated() {
    use Tok::*;
    let field = [InterpolatedStart, InterpolatedMiddle, FieldOpen, Name, Bang, Name, SpecColon, InterpolatedMiddle];
    assert_eq!(kinds("f'{{a{b!r:>}'")[..8], field);
    assert_eq!(kinds("f'{f'{x}'}'").iter().filter(|k| **k == InterpolatedStart).count(), 2);
}
