//! The kinds of token, and the pattern of each.
//!
//! One enum serves the raw scanner and the grammar: kinds without a pattern are made by the layout ([`super::Lexer`]),
//! by the f-string modes or by the pass over soft keywords.

use super::error::LexErrorKind;
use super::scan;
use crate::text::{TextRange, TextSize};
use logos::Logos;

/// A token: its kind and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Tok,
    /// Its first byte.
    pub start: TextSize,
    /// The first byte after it.
    pub end: TextSize,
}

impl Token {
    /// Where it stands.
    #[inline]
    pub fn range(self) -> TextRange {
        TextRange::new(self.start, self.end)
    }
}

/// The kind of a token. The text is found in the source, by the token's range.
#[derive(Logos, Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[logos(error = LexErrorKind)]
#[logos(skip r"[ \t\x0c]+")]
#[logos(skip r"\\(\r\n|\n|\r)")]
#[allow(missing_docs)]
pub enum Tok {
    // Names and literals
    #[regex(r"[a-zA-Z_][a-zA-Z0-9_]*")]
    #[regex(r"([a-zA-Z_][a-zA-Z0-9_]*)?[\u{80}-\u{10FFFF}][a-zA-Z0-9_\u{80}-\u{10FFFF}]*", scan::unicode_name)]
    Name,
    #[regex(r"[1-9](_?[0-9])*|0(_?0)*|0[xX](_?[0-9a-fA-F])+|0[oO](_?[0-7])+|0[bB](_?[01])+", scan::number)]
    Int,
    #[regex(r"[0-9](_?[0-9])*(\.([0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?|[eE][+-]?[0-9](_?[0-9])*)", scan::number)]
    #[regex(r"\.[0-9](_?[0-9])*([eE][+-]?[0-9](_?[0-9])*)?", scan::number)]
    Float,
    #[regex(
        r"[0-9](_?[0-9])*(\.([0-9](_?[0-9])*)?([eE][+-]?[0-9](_?[0-9])*)?|[eE][+-]?[0-9](_?[0-9])*)?[jJ]",
        scan::number
    )]
    #[regex(r"\.[0-9](_?[0-9])*([eE][+-]?[0-9](_?[0-9])*)?[jJ]", scan::number)]
    Imaginary,
    /// A whole string literal with prefix and quotes.
    #[regex(r#"([uU]|[rR])?["']"#, scan::string)]
    #[regex(r#"([uU]|[rR])?("""|''')"#, scan::long_string)]
    String,
    /// A whole bytes literal with prefix and quotes.
    #[regex(r#"([bB][rR]?|[rR][bB])["']"#, scan::string)]
    #[regex(r#"([bB][rR]?|[rR][bB])("""|''')"#, scan::long_string)]
    Bytes,

    // Parts of f-strings and t-strings
    /// Prefix and opening quotes: `rf'''`
    #[regex(r#"([fFtT][rR]?|[rR][fFtT])(["']|"""|''')"#)]
    InterpolatedStart,
    /// Literal text between fields.
    InterpolatedMiddle,
    /// Closing quotes.
    InterpolatedEnd,
    /// The `{` of a replacement field.
    FieldOpen,
    /// The `}` of a replacement field.
    FieldClose,
    /// The `:` between an expression and its format spec.
    SpecColon,
    /// The `!` before a conversion.
    #[token("!")]
    Bang,

    /// A character of no use in Python. CPython's tokenizer too leaves it to the parser.
    #[regex("[$?`]")]
    Stray,

    // Layout
    /// The end of a logical line. It starts where the token before it ends.
    #[regex(r"\r\n|\n|\r")]
    Newline,
    /// More indentation than the line before. Empty.
    Indent,
    /// The end of an indented block. Empty.
    Dedent,
    /// `# ...`, without the newline. Only [`super::tokens`] gives it.
    #[regex(r"#[^\r\n]*", allow_greedy = true)]
    Comment,
    /// A newline that ends no logical line. Only [`super::tokens`] gives it.
    BlankNewline,

    // Keywords
    #[token("False")]
    False,
    #[token("None")]
    None,
    #[token("True")]
    True,
    #[token("and")]
    And,
    #[token("as")]
    As,
    #[token("assert")]
    Assert,
    #[token("async")]
    Async,
    #[token("await")]
    Await,
    #[token("break")]
    Break,
    #[token("class")]
    Class,
    #[token("continue")]
    Continue,
    #[token("def")]
    Def,
    #[token("del")]
    Del,
    #[token("elif")]
    Elif,
    #[token("else")]
    Else,
    #[token("except")]
    Except,
    #[token("finally")]
    Finally,
    #[token("for")]
    For,
    #[token("from")]
    From,
    #[token("global")]
    Global,
    #[token("if")]
    If,
    #[token("import")]
    Import,
    #[token("in")]
    In,
    #[token("is")]
    Is,
    #[token("lambda")]
    Lambda,
    #[token("nonlocal")]
    Nonlocal,
    #[token("not")]
    Not,
    #[token("or")]
    Or,
    #[token("pass")]
    Pass,
    #[token("raise")]
    Raise,
    #[token("return")]
    Return,
    #[token("try")]
    Try,
    #[token("while")]
    While,
    #[token("with")]
    With,
    #[token("yield")]
    Yield,

    // Soft keywords: where they are none, they become `Name`
    #[token("case")]
    Case,
    #[token("lazy")]
    Lazy,
    #[token("match")]
    Match,
    #[token("type")]
    Type,

    // Two words, or one word in a place of its own
    /// `not in`
    NotIn,
    /// `is not`
    IsNot,
    /// The `in` of `for x in y`.
    ForIn,
    /// The `(` of `with (a as b, c):`, which holds items, not an expression.
    WithLpar,

    // Brackets
    #[token("(")]
    Lpar,
    #[token(")")]
    Rpar,
    #[token("[")]
    Lsqb,
    #[token("]")]
    Rsqb,
    #[token("{")]
    Lbrace,
    #[token("}")]
    Rbrace,

    // Punctuation and operators
    #[token(":")]
    Colon,
    #[token(",")]
    Comma,
    #[token(";")]
    Semi,
    #[token(".")]
    Dot,
    #[token("...")]
    Ellipsis,
    #[token("->")]
    Arrow,
    #[token("@")]
    At,
    #[token("=")]
    Equal,
    #[token(":=")]
    ColonEqual,
    #[token("+")]
    Plus,
    #[token("-")]
    Minus,
    #[token("*")]
    Star,
    #[token("/")]
    Slash,
    #[token("//")]
    DoubleSlash,
    #[token("%")]
    Percent,
    #[token("**")]
    DoubleStar,
    #[token("<<")]
    LeftShift,
    #[token(">>")]
    RightShift,
    #[token("|")]
    Vbar,
    #[token("^")]
    Circumflex,
    #[token("&")]
    Amper,
    #[token("~")]
    Tilde,
    #[token("==")]
    EqEqual,
    #[token("!=")]
    NotEqual,
    #[token("<")]
    Less,
    #[token("<=")]
    LessEqual,
    #[token(">")]
    Greater,
    #[token(">=")]
    GreaterEqual,
    #[token("+=")]
    PlusEqual,
    #[token("-=")]
    MinusEqual,
    #[token("*=")]
    StarEqual,
    #[token("/=")]
    SlashEqual,
    #[token("//=")]
    DoubleSlashEqual,
    #[token("%=")]
    PercentEqual,
    #[token("@=")]
    AtEqual,
    #[token("**=")]
    DoubleStarEqual,
    #[token("<<=")]
    LeftShiftEqual,
    #[token(">>=")]
    RightShiftEqual,
    #[token("|=")]
    VbarEqual,
    #[token("^=")]
    CircumflexEqual,
    #[token("&=")]
    AmperEqual,
}

/// The pieces of an f-string's literal text.
#[derive(Logos, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    #[regex(r#"[^{}'"\\\r\n]+"#)]
    Run,
    #[regex(r"\\(\r\n|[^{}])")]
    Escape,
    /// `\N{BULLET}`, an escape unless the literal is raw.
    #[regex(r#"\\N\{[^{}'"\\\r\n]*\}"#)]
    NamedEscape,
    #[token("\\", priority = 1)]
    Backslash,
    #[regex(r"\r\n|\n|\r")]
    Newline,
    #[token("{")]
    Open,
    #[token("{{")]
    OpenTwice,
    #[token("}")]
    Close,
    #[token("}}")]
    CloseTwice,
    #[regex(r#"["']"#)]
    Quote,
    #[regex(r#""""|'''"#)]
    LongQuote,
}
