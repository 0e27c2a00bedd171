//! Expressions, parameters and arguments.

use super::Dumper;
use crate::ast::ExprContext::{self, Load, Store};
use crate::ast::literal::{PyString, bytes_repr, complex_repr, decode_bytes, decode_str, float_repr, has_unicode_kind};
use crate::ast::literal::{int_repr, str_repr};
use crate::ast::visit::with_stack;
use crate::ast::{Arg, Arguments, BoolOp, CmpOp, Comprehension, Constant, Expr, Keyword, Operator, Parameter, UnaryOp};
use crate::text::Ranged;

impl Dumper<'_> {
    pub(super) fn expr(&mut self, expr: Expr<'_>, ctx: ExprContext) {
        let mut node = self.node(expr_name(expr));
        match expr {
            Expr::BoolOp(e) => {
                node.field("op").out.push_str(match e.op {
                    BoolOp::And => "And()",
                    BoolOp::Or => "Or()",
                });
                node.exprs("values", e.values, Load);
            }
            Expr::NamedExpr(e) => {
                node.expr_in("target", e.target, Store);
                node.expr("value", e.value);
            }
            Expr::BinOp(e) => {
                node.expr("left", e.left);
                node.field("op").operator(e.op);
                node.expr("right", e.right);
            }
            Expr::UnaryOp(e) => {
                node.field("op").out.push_str(match e.op {
                    UnaryOp::Invert => "Invert()",
                    UnaryOp::Not => "Not()",
                    UnaryOp::UAdd => "UAdd()",
                    UnaryOp::USub => "USub()",
                });
                node.expr("operand", e.operand);
            }
            Expr::Lambda(e) => {
                node.field("args").arguments(e.args);
                node.expr("body", e.body);
            }
            Expr::IfExp(e) => {
                node.expr("test", e.test);
                node.expr("body", e.body);
                node.expr("orelse", e.orelse);
            }
            Expr::Dict(e) => {
                node.list("keys", e.items, |d, item| match item.key {
                    Some(key) => with_stack(|| d.expr(key, Load)),
                    None => d.out.push_str("None"),
                });
                node.list("values", e.items, |d, item| with_stack(|| d.expr(item.value, Load)));
            }
            Expr::Set(e) => node.exprs("elts", e.elts, Load),
            Expr::ListComp(e) => {
                node.expr("elt", e.elt);
                node.list("generators", e.generators, Dumper::comprehension);
            }
            Expr::SetComp(e) => {
                node.expr("elt", e.elt);
                node.list("generators", e.generators, Dumper::comprehension);
            }
            Expr::DictComp(e) => {
                node.expr("key", e.key);
                node.opt_expr("value", e.value);
                node.list("generators", e.generators, Dumper::comprehension);
            }
            Expr::GeneratorExp(e) => {
                node.expr("elt", e.elt);
                node.list("generators", e.generators, Dumper::comprehension);
            }
            Expr::Await(e) => node.expr("value", e.value),
            Expr::Yield(e) => node.opt_expr("value", e.value),
            Expr::YieldFrom(e) => node.expr("value", e.value),
            Expr::Compare(e) => {
                node.expr("left", e.left);
                node.list("ops", e.ops, |d, &op| d.out.push_str(cmp_op(op)));
                node.exprs("comparators", e.comparators, Load);
            }
            Expr::Call(e) => {
                node.expr("func", e.func);
                node.exprs("args", e.args, Load);
                node.list("keywords", e.keywords, Dumper::keyword);
            }
            Expr::JoinedStr(e) => node.string_parts(e.parts),
            Expr::TemplateStr(e) => node.string_parts(e.parts),
            Expr::Constant(e) => {
                node.field("value").constant_value(e.value);
                if matches!(e.value, Constant::Str(literals) if literals.first().is_some_and(has_unicode_kind)) {
                    node.field("kind").out.push_str("'u'");
                }
            }
            Expr::Attribute(e) => {
                node.expr("value", e.value);
                node.identifier("attr", e.attr);
                node.ctx(ctx);
            }
            Expr::Subscript(e) => {
                node.expr("value", e.value);
                node.expr("slice", e.slice);
                node.ctx(ctx);
            }
            Expr::Starred(e) => {
                node.expr_in("value", e.value, ctx);
                node.ctx(ctx);
            }
            Expr::Name(e) => {
                node.identifier("id", e.id);
                node.ctx(ctx);
            }
            Expr::List(e) => {
                node.exprs("elts", e.elts, ctx);
                node.ctx(ctx);
            }
            Expr::Tuple(e) => {
                node.exprs("elts", e.elts, ctx);
                node.ctx(ctx);
            }
            Expr::Slice(e) => {
                node.opt_expr("lower", e.lower);
                node.opt_expr("upper", e.upper);
                node.opt_expr("step", e.step);
            }
        }
        node.close(expr.range());
    }

    pub(super) fn constant_value(&mut self, constant: Constant<'_>) {
        match constant {
            Constant::None => self.out.push_str("None"),
            Constant::True => self.out.push_str("True"),
            Constant::False => self.out.push_str("False"),
            Constant::Ellipsis => self.out.push_str("Ellipsis"),
            Constant::Int(raw) => int_repr(raw, &mut self.out),
            Constant::Float(raw) => float_repr(raw, &mut self.out),
            Constant::Complex(raw) => complex_repr(raw, &mut self.out),
            Constant::Str(literals) => {
                let mut text = PyString::new();
                literals.iter().for_each(|literal| decode_str(literal, &mut text));
                str_repr(&text, &mut self.out);
            }
            Constant::Bytes(literals) => {
                let mut bytes = Vec::new();
                literals.iter().for_each(|literal| decode_bytes(literal, &mut bytes));
                bytes_repr(&bytes, &mut self.out);
            }
        }
    }

    pub(super) fn operator(&mut self, op: Operator) {
        self.out.push_str(match op {
            Operator::Add => "Add()",
            Operator::Sub => "Sub()",
            Operator::Mult => "Mult()",
            Operator::MatMult => "MatMult()",
            Operator::Div => "Div()",
            Operator::Mod => "Mod()",
            Operator::Pow => "Pow()",
            Operator::LShift => "LShift()",
            Operator::RShift => "RShift()",
            Operator::BitOr => "BitOr()",
            Operator::BitXor => "BitXor()",
            Operator::BitAnd => "BitAnd()",
            Operator::FloorDiv => "FloorDiv()",
        });
    }

    pub(super) fn arguments(&mut self, arguments: &Arguments<'_>) {
        let mut node = self.node("arguments");
        node.list("posonlyargs", arguments.posonlyargs, Dumper::parameter);
        node.list("args", arguments.args, Dumper::parameter);
        if let Some(vararg) = arguments.vararg {
            node.field("vararg").arg(vararg);
        }
        node.list("kwonlyargs", arguments.kwonlyargs, Dumper::parameter);
        // One for each keyword-only parameter, whereas `defaults` belong to the last positional ones.
        node.list("kw_defaults", arguments.kwonlyargs, |d, parameter| match parameter.default {
            Some(default) => with_stack(|| d.expr(default, Load)),
            None => d.out.push_str("None"),
        });
        if let Some(kwarg) = arguments.kwarg {
            node.field("kwarg").arg(kwarg);
        }
        let positional = arguments.posonlyargs.iter().chain(arguments.args);
        node.list("defaults", positional.filter_map(|p| p.default), |d, e| with_stack(|| d.expr(e, Load)));
        node.close_without_position();
    }

    fn parameter(&mut self, parameter: &Parameter<'_>) {
        self.arg(&parameter.arg);
    }

    fn arg(&mut self, arg: &Arg<'_>) {
        let mut node = self.node("arg");
        node.identifier("arg", arg.arg);
        node.opt_expr("annotation", arg.annotation);
        node.close(arg.range);
    }

    pub(super) fn keyword(&mut self, keyword: &Keyword<'_>) {
        let mut node = self.node("keyword");
        node.opt_identifier("arg", keyword.arg);
        node.expr("value", keyword.value);
        node.close(keyword.range);
    }

    fn comprehension(&mut self, comprehension: &Comprehension<'_>) {
        let mut node = self.node("comprehension");
        node.expr_in("target", comprehension.target, Store);
        node.expr("iter", comprehension.iter);
        node.exprs("ifs", comprehension.ifs, Load);
        node.number("is_async", u32::from(comprehension.is_async));
        node.close_without_position();
    }
}

fn cmp_op(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => "Eq()",
        CmpOp::NotEq => "NotEq()",
        CmpOp::Lt => "Lt()",
        CmpOp::LtE => "LtE()",
        CmpOp::Gt => "Gt()",
        CmpOp::GtE => "GtE()",
        CmpOp::Is => "Is()",
        CmpOp::IsNot => "IsNot()",
        CmpOp::In => "In()",
        CmpOp::NotIn => "NotIn()",
    }
}

fn expr_name(expr: Expr<'_>) -> &'static str {
    match expr {
        Expr::BoolOp(_) => "BoolOp",
        Expr::NamedExpr(_) => "NamedExpr",
        Expr::BinOp(_) => "BinOp",
        Expr::UnaryOp(_) => "UnaryOp",
        Expr::Lambda(_) => "Lambda",
        Expr::IfExp(_) => "IfExp",
        Expr::Dict(_) => "Dict",
        Expr::Set(_) => "Set",
        Expr::ListComp(_) => "ListComp",
        Expr::SetComp(_) => "SetComp",
        Expr::DictComp(_) => "DictComp",
        Expr::GeneratorExp(_) => "GeneratorExp",
        Expr::Await(_) => "Await",
        Expr::Yield(_) => "Yield",
        Expr::YieldFrom(_) => "YieldFrom",
        Expr::Compare(_) => "Compare",
        Expr::Call(_) => "Call",
        Expr::JoinedStr(_) => "JoinedStr",
        Expr::TemplateStr(_) => "TemplateStr",
        Expr::Constant(_) => "Constant",
        Expr::Attribute(_) => "Attribute",
        Expr::Subscript(_) => "Subscript",
        Expr::Starred(_) => "Starred",
        Expr::Name(_) => "Name",
        Expr::List(_) => "List",
        Expr::Tuple(_) => "Tuple",
        Expr::Slice(_) => "Slice",
    }
}
