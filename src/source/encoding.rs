//! The encodings that a Python source may be written in, under the names that CPython's codec registry has for them.
//!
//! Single-byte codecs agree with CPython's on every byte. Multi-byte ones are the WHATWG's, which read a little more than
//! CPython's and take a handful of symbols for other ones.

use std::borrow::Cow;
use std::fmt;

use encoding_rs as whatwg;

/// How a source's bytes stand for characters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, Python's default.
    Utf8,
    /// One byte, one character; the lower half is ASCII.
    SingleByte(SingleByte),
    /// One to four bytes a character.
    MultiByte(&'static whatwg::Encoding),
}

/// A single-byte codec of CPython.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SingleByte {
    /// Seven bits; a byte above them is an error.
    Ascii,
    /// A byte is the code point.
    Latin1,
    /// A codec whose unassigned bytes are errors, where the WHATWG reads control characters.
    Windows(&'static whatwg::Encoding),
    /// A codec that equals the WHATWG's.
    Same(&'static whatwg::Encoding),
    /// A codec with control characters at 0x80 to 0x9F, where the WHATWG has an extension.
    Iso(&'static whatwg::Encoding),
    /// KOI8-U without the two letters that the WHATWG took from a later version.
    Koi8U,
}

impl Encoding {
    /// The encoding that CPython finds under `name`; `None` if it is unknown, or known to CPython only.
    pub fn find(name: &str) -> Option<Self> {
        let name = python_name(name);
        let find = |name: &str| CODECS.iter().find(|(codec, aliases, _)| *codec == name || aliases.contains(&name));
        let (_, _, encoding) = find(&name).or_else(|| find(&name.replace('.', "_")))?;
        Some(*encoding)
    }

    /// CPython's name of the codec.
    pub fn name(self) -> &'static str {
        CODECS.iter().find(|(_, _, encoding)| *encoding == self).map_or("unknown", |(codec, _, _)| codec)
    }

    /// The text that `bytes` stand for, or the offset of the first byte that stands for nothing.
    pub(super) fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
        match self {
            Self::Utf8 => std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| error.valid_up_to()),
            Self::SingleByte(codec) => {
                if let Ok(ascii) = std::str::from_utf8(bytes)
                    && ascii.is_ascii()
                {
                    return Ok(Cow::Borrowed(ascii));
                }
                let upper = codec.upper_half();
                let char_at = |(at, &byte): (usize, &u8)| match byte {
                    0..0x80 => Ok(byte as char),
                    _ => upper[byte as usize - 0x80].ok_or(at),
                };
                bytes.iter().enumerate().map(char_at).collect::<Result<String, usize>>().map(Cow::Owned)
            }
            Self::MultiByte(codec) => {
                let whole = codec.decode_without_bom_handling_and_without_replacement(bytes);
                whole.ok_or_else(|| valid_up_to(codec, bytes))
            }
        }
    }

    /// The bytes for `text`, or the first character that the encoding lacks.
    pub(super) fn encode(self, text: &str) -> Result<Cow<'_, [u8]>, char> {
        match self {
            Self::Utf8 => Ok(Cow::Borrowed(text.as_bytes())),
            _ if text.is_ascii() => Ok(Cow::Borrowed(text.as_bytes())),
            Self::SingleByte(codec) => {
                let upper = codec.upper_half();
                let byte_of = |c: char| match c {
                    '\0'..='\x7f' => Ok(c as u8),
                    _ => upper.iter().position(|&u| u == Some(c)).map(|at| at as u8 + 0x80).ok_or(c),
                };
                text.chars().map(byte_of).collect::<Result<Vec<u8>, char>>().map(Cow::Owned)
            }
            Self::MultiByte(codec) => {
                let lacks = |c: &char| codec.encode(c.encode_utf8(&mut [0; 4])).2;
                match text.chars().find(lacks) {
                    Some(c) => Err(c),
                    None => Ok(codec.encode(text).0),
                }
            }
        }
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl SingleByte {
    /// What the bytes 0x80 to 0xFF stand for.
    fn upper_half(self) -> [Option<char>; 128] {
        let read = |codec: &'static whatwg::Encoding, byte: u8| {
            let text = codec.decode_without_bom_handling_and_without_replacement(&[byte])?.into_owned();
            text.chars().next()
        };
        std::array::from_fn(|at| {
            let byte = at as u8 + 0x80;
            match self {
                Self::Ascii => None,
                Self::Latin1 => Some(byte as char),
                // U+05BA came to cp1255 after CPython's table.
                Self::Windows(codec) => read(codec, byte).filter(|c| !matches!(c, '\u{80}'..='\u{9f}' | '\u{5ba}')),
                Self::Same(codec) => read(codec, byte),
                Self::Iso(codec) => {
                    if byte < 0xa0 {
                        Some(byte as char)
                    } else {
                        read(codec, byte)
                    }
                }
                Self::Koi8U => match byte {
                    0xae => Some('╝'),
                    0xbe => Some('╬'),
                    _ => read(whatwg::KOI8_U, byte),
                },
            }
        })
    }
}

/// `name` as the codec registry spells it: lower case, and `_` for every run of other signs.
fn python_name(name: &str) -> String {
    let mut normal = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() || c == '.' {
            if gap && !normal.is_empty() {
                normal.push('_');
            }
            normal.push(c);
        }
        gap = !(c.is_ascii_alphanumeric() || c == '.');
    }
    normal
}

fn valid_up_to(codec: &'static whatwg::Encoding, bytes: &[u8]) -> usize {
    let mut decoder = codec.new_decoder_without_bom_handling();
    let mut scratch = [0; 4096];
    let mut at = 0;
    loop {
        let (result, read, _) = decoder.decode_to_utf8_without_replacement(&bytes[at..], &mut scratch, true);
        at += read;
        match result {
            whatwg::DecoderResult::OutputFull => {}
            whatwg::DecoderResult::InputEmpty => return at,
            whatwg::DecoderResult::Malformed(bad, after) => return at - usize::from(bad) - usize::from(after),
        }
    }
}

type Codec = (&'static str, &'static [&'static str], Encoding);

const fn windows(name: &'static str, aliases: &'static [&'static str], codec: &'static whatwg::Encoding) -> Codec {
    (name, aliases, Encoding::SingleByte(SingleByte::Windows(codec)))
}

const fn same(name: &'static str, aliases: &'static [&'static str], codec: &'static whatwg::Encoding) -> Codec {
    (name, aliases, Encoding::SingleByte(SingleByte::Same(codec)))
}

const fn multi(name: &'static str, aliases: &'static [&'static str], codec: &'static whatwg::Encoding) -> Codec {
    (name, aliases, Encoding::MultiByte(codec))
}

/// CPython's codecs with their aliases (`encodings/aliases.py`), as far as they can hold a Python source.
#[rustfmt::skip]
static CODECS: &[Codec] = &[
    ("utf_8", &["u8", "utf", "utf8", "utf8_ucs2", "utf8_ucs4", "cp65001"], Encoding::Utf8),
    ("latin_1", &["8859", "cp819", "csisolatin1", "ibm819", "iso8859", "iso8859_1", "iso_8859_1", "iso_8859_1_1987",
        "iso_ir_100", "l1", "latin", "latin1"], Encoding::SingleByte(SingleByte::Latin1)),
    ("ascii", &["646", "ansi_x3.4_1968", "ansi_x3_4_1968", "ansi_x3.4_1986", "cp367", "csascii", "ibm367", "iso646_us",
        "iso_646.irv_1991", "iso_ir_6", "us", "us_ascii"], Encoding::SingleByte(SingleByte::Ascii)),
    windows("cp1250", &["1250", "windows_1250"], whatwg::WINDOWS_1250),
    windows("cp1251", &["1251", "windows_1251"], whatwg::WINDOWS_1251),
    windows("cp1252", &["1252", "windows_1252"], whatwg::WINDOWS_1252),
    windows("cp1253", &["1253", "windows_1253"], whatwg::WINDOWS_1253),
    windows("cp1254", &["1254", "windows_1254"], whatwg::WINDOWS_1254),
    windows("cp1255", &["1255", "windows_1255"], whatwg::WINDOWS_1255),
    windows("cp1256", &["1256", "windows_1256"], whatwg::WINDOWS_1256),
    windows("cp1257", &["1257", "windows_1257"], whatwg::WINDOWS_1257),
    windows("cp1258", &["1258", "windows_1258"], whatwg::WINDOWS_1258),
    windows("cp874", &[], whatwg::WINDOWS_874),
    same("cp866", &["866", "csibm866", "ibm866"], whatwg::IBM866),
    same("iso8859_2", &["csisolatin2", "iso_8859_2", "iso_8859_2_1987", "iso_ir_101", "l2", "latin2"], whatwg::ISO_8859_2),
    same("iso8859_3", &["csisolatin3", "iso_8859_3", "iso_8859_3_1988", "iso_ir_109", "l3", "latin3"], whatwg::ISO_8859_3),
    same("iso8859_4", &["csisolatin4", "iso_8859_4", "iso_8859_4_1988", "iso_ir_110", "l4", "latin4"], whatwg::ISO_8859_4),
    same("iso8859_5", &["csisolatincyrillic", "cyrillic", "iso_8859_5", "iso_8859_5_1988", "iso_ir_144"], whatwg::ISO_8859_5),
    same("iso8859_6", &["arabic", "asmo_708", "csisolatinarabic", "ecma_114", "iso_8859_6", "iso_8859_6_1987",
        "iso_ir_127"], whatwg::ISO_8859_6),
    same("iso8859_7", &["csisolatingreek", "ecma_118", "elot_928", "greek", "greek8", "iso_8859_7", "iso_8859_7_1987",
        "iso_ir_126"], whatwg::ISO_8859_7),
    same("iso8859_8", &["csisolatinhebrew", "hebrew", "iso_8859_8", "iso_8859_8_1988", "iso_ir_138"], whatwg::ISO_8859_8),
    ("iso8859_9", &["csisolatin5", "iso_8859_9", "iso_8859_9_1989", "iso_ir_148", "l5", "latin5"],
        Encoding::SingleByte(SingleByte::Iso(whatwg::WINDOWS_1254))),
    same("iso8859_10", &["csisolatin6", "iso_8859_10", "iso_8859_10_1992", "iso_ir_157", "l6", "latin6"], whatwg::ISO_8859_10),
    ("iso8859_11", &["thai", "iso_8859_11", "iso_8859_11_2001"], Encoding::SingleByte(SingleByte::Iso(whatwg::WINDOWS_874))),
    same("iso8859_13", &["iso_8859_13", "l7", "latin7"], whatwg::ISO_8859_13),
    same("iso8859_14", &["iso_8859_14", "iso_8859_14_1998", "iso_celtic", "iso_ir_199", "l8", "latin8"], whatwg::ISO_8859_14),
    same("iso8859_15", &["iso_8859_15", "l9", "latin9"], whatwg::ISO_8859_15),
    same("iso8859_16", &["iso_8859_16", "iso_8859_16_2001", "iso_ir_226", "l10", "latin10"], whatwg::ISO_8859_16),
    same("koi8_r", &["cskoi8r"], whatwg::KOI8_R),
    ("koi8_u", &[], Encoding::SingleByte(SingleByte::Koi8U)),
    same("mac_roman", &["macintosh", "macroman"], whatwg::MACINTOSH),
    same("mac_cyrillic", &["maccyrillic"], whatwg::X_MAC_CYRILLIC),
    multi("gbk", &["936", "cp936", "ms936"], whatwg::GBK),
    multi("gb2312", &["chinese", "csiso58gb231280", "euc_cn", "euccn", "eucgb2312_cn", "gb2312_1980", "gb2312_80",
        "iso_ir_58", "x_mac_simp_chinese"], whatwg::GBK),
    multi("gb18030", &["gb18030_2000"], whatwg::GB18030),
    multi("big5", &["big5_tw", "csbig5", "x_mac_trad_chinese"], whatwg::BIG5),
    multi("big5hkscs", &["big5_hkscs", "hkscs"], whatwg::BIG5),
    multi("cp950", &["950", "ms950"], whatwg::BIG5),
    multi("euc_jp", &["eucjp", "ujis", "u_jis"], whatwg::EUC_JP),
    multi("shift_jis", &["csshiftjis", "shiftjis", "sjis", "s_jis", "x_mac_japanese"], whatwg::SHIFT_JIS),
    multi("cp932", &["932", "ms932", "mskanji", "ms_kanji", "windows_31j"], whatwg::SHIFT_JIS),
    multi("iso2022_jp", &["csiso2022jp", "iso2022jp", "iso_2022_jp"], whatwg::ISO_2022_JP),
    multi("euc_kr", &["euckr", "korean", "ksc5601", "ks_c_5601", "ks_c_5601_1987", "ksx1001", "ks_x_1001",
        "x_mac_korean"], whatwg::EUC_KR),
    multi("cp949", &["949", "ms949", "uhc"], whatwg::EUC_KR),
];
