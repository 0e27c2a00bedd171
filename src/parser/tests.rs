use super::*;
use crate::ast::{Expr, Stmt};
use crate::text::Ranged;

fn accepts(source: &str) -> bool {
    parse(source, &Bump::new()).is_ok()
}

fn error_line(source: &str) -> Option<usize> {
    let error = parse(source, &Bump::new()).err()?;
    Some(source[..error.range.start() as usize].matches('\n').count() + 1)
}

#[test]
fn an_operation_spans_the_parentheses_of_its_operands() {
    let arena = Bump::new();
    let module = parse("(a) + (b * c) < d\n", &arena).expect("valid");
    let Stmt::Expr(statement) = module.body[0] else { panic!("an expression") };
    let Expr::Compare(compare) = statement.value else { panic!("a comparison") };
    assert_eq!(compare.range, TextRange::new(0, 17));
    let Expr::BinOp(sum) = compare.left else { panic!("a sum") };
    assert_eq!(sum.range, TextRange::new(0, 13));
    assert_eq!((sum.left.range(), sum.right.range()), (TextRange::new(1, 2), TextRange::new(7, 12)));
}

#[test]
fn not_binds_looser_than_its_place_allows() {
    assert!(accepts("a and not b == c\n"));
    assert!(accepts("a ** -b ** c\n"));
    assert!(!accepts("a + not b\n"));
    assert!(!accepts("a == not b\n"));
    assert!(!accepts("[*a or b]\n"));
    assert!(accepts("[*(a or b)]\n"));
}

#[test]
fn errors_are_on_the_line_where_cpython_has_them() {
    assert_eq!(error_line("if a:\nb\n"), Some(2));
    assert_eq!(error_line("if a:\n"), Some(1));
    assert_eq!(error_line("f(a\n  b)\n"), Some(1));
    assert_eq!(error_line("x = [\n  1,\ndef f(): pass\n"), Some(1));
    assert_eq!(error_line("a b\n'\n"), Some(2));
    assert_eq!(error_line("1 = a\n"), Some(1));
}

#[test]
fn depth_costs_no_stack() {
    let n = 100_000;
    for source in [
        format!("{}1\n", "-".repeat(n)),
        format!("a{}\n", ".b".repeat(n)),
        format!("a{}\n", "()".repeat(n)),
        format!("{}1\n", "1 ** ".repeat(n)),
        format!("{}c\n", "a if b else ".repeat(n)),
        format!("{}0\n", "lambda: ".repeat(n)),
        format!("{}0{}\n", "f'{".repeat(n), "}'".repeat(n)),
        format!("if a: pass\n{}", "elif b: pass\n".repeat(n)),
    ] {
        assert!(accepts(&source), "{}", &source[..20]);
    }
    assert!(!accepts(&"(".repeat(n)));
}

#[test]
fn a_byte_order_mark_is_skipped() {
    let arena = Bump::new();
    let module = parse("\u{feff}a\n", &arena).expect("valid");
    assert_eq!((module.range, module.body[0].range()), (TextRange::new(0, 5), TextRange::new(3, 4)));
}
