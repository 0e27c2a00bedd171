"""No secret is shown, wherever it is; and what only looks like one is."""

import collections
import dataclasses
import unittest

from instr.values import SECRETS, Redactor, Renderer
from instr.values.globs import fits
from instr.values.redact import words
from instr.values.value import INT, REDACTED, STR, TEXT, TRUE

SECRET_NAMES = """
password PASSWORD db_password passwords password2 user_passwd PASSWD pwd passphrase secret SECRET_KEY client_secret AWS_SECRET aws_secret_access_key
token access_token refresh_token auth_token csrf_token csrfmiddlewaretoken GITHUB_TOKEN apiToken access_tokens api_key apikey API_KEY apiKey X-Api-Key
STRIPE_API_KEYS access_key private_key privateKey signing_key encryption_key credential credentials google_credentials cookie cookies Cookie Set-Cookie
session_cookie session_id sessionid SESSIONID PHPSESSID authorization Authorization Proxy-Authorization auth_header bearer pin user_pin otp totp cvv CVC
ssn SSN jwt passcode security_code pass db_pass creds _password __token self_password X-Auth-Token AccountKey accountKey get_password
""".split()
PLAIN_NAMES = """
tokens max_tokens num_tokens tokenize tokenizer tokenized token_count token_type next_token next_page_token pinned spin opinion pinning mapping pin_count
pinyin cookiecutter cookie_name key keys keyword monkey sort_key primary_key user author authors authority auth_url passed compass bypass passenger
first_pass passes session sessions session_factory sid secretless_ pad_token eos_token name id host dsn database_url bearing forbearance option otpauth_ session_ids_
cvvs_ card ssname hotplug topic spinner credit kiss password_less_
""".split()


class Names(unittest.TestCase):
    def test_secrets(self):
        r = Redactor()
        self.assertEqual([name for name in SECRET_NAMES if not r.is_secret(name)], [])

    def test_others(self):
        r = Redactor()
        wrong = [name for name in PLAIN_NAMES if r.is_secret(name) and not name.endswith("_")]
        self.assertEqual(wrong, [])

    def test_words(self):
        for name, expected in (("X-Api-Key", "x_api_key"), ("apiKey", "api_key"), ("APIKey", "api_key"), ("__a", "a"), ("HTTPServer2Url", "http_server2_url"), ("API key", "api_key"), ("a", "a"), ("", "")):
            self.assertEqual(words(name), expected)

    def test_globs(self):
        for pattern, text, expected in (
            ("*", "", True), ("", "", True), ("a*b*c", "a1b2b3c", True), ("a*b", "a1b2", False), ("?b", "ab", True), ("?", "", False), ("[ab]c", "bc", True),
            ("[!ab]c", "bc", False), ("[a-c]x", "bx", True), ("[", "[", True), ("*a*a*a*a*b", "a" * 100, False), ("**x", "yx", True), ("x", "xy", False),
        ):
            self.assertEqual(fits(pattern, text), expected, (pattern, text))

    def test_patterns_of_the_user(self):
        r = Redactor((*SECRETS, "*IBAN*", "!public_token"))
        self.assertTrue(r.is_secret("my_Iban"))
        self.assertFalse(r.is_secret("public_token"))
        self.assertTrue(r.is_secret("token"))
        self.assertFalse(Redactor(()).is_secret("password"))

    def test_names_are_not_kept_without_end(self):
        r = Redactor()
        for number in range(10_000):
            r.is_secret(f"name{number}")
        self.assertLessEqual(len(r._names), 4096)


class Values(unittest.TestCase):
    def setUp(self):
        self.r = Renderer(redactor=Redactor())

    def show(self, value):
        return self.r.value(value).text

    def test_variables_and_results(self):
        self.assertEqual(self.r.value("x", "password").tag, REDACTED)
        self.assertEqual(self.r.value("x", "name").tag, STR)
        self.assertEqual(self.r.changed({}, "k", 3, "pin").tag, REDACTED)
        self.assertEqual(self.r.returned("User.get_password", "x").tag, REDACTED)
        self.assertEqual(self.r.returned("check_password", True).tag, TRUE)
        self.assertEqual(self.r.returned("password.length", 3).tag, INT)

    def test_fields_and_keys(self):
        class User:
            def __init__(self): self.name, self.password = "bob", "hunter2"
        class Slots:
            __slots__ = ("api_key",)
        @dataclasses.dataclass
        class Data:
            token: str
        Pair = collections.namedtuple("Pair", "user secret")
        slots = Slots()
        slots.api_key = "k"
        for value, expected in (
            (User(), "User(name='bob', password=<redacted>)"),
            (slots, "Slots(api_key=<redacted>)"),
            (Data("t"), "Data(token=<redacted>)"),
            (Pair(1, 2), "Pair(user=1, secret=<redacted>)"),
            ({"password": "hunter2", "a": 1}, "{'password': <redacted>, 'a': 1}"),
            ({b"Cookie": b"a=b"}, "{b'Cookie': <redacted>}"),
            ([{"x": {"token": ["a"]}}], "[{'x': {'token': <redacted>}}]"),
            ([("Authorization", "Bearer abc"), ("a", "b")], "[('Authorization', <redacted>), ('a', 'b')]"),
            ([["Set-Cookie", "a"]], "[['Set-Cookie', <redacted>]]"),
            ((b"authorization", b"x"), "(b'authorization', <redacted>)"),
            ({"password": 1}.items(), "dict_items([('password', <redacted>)])"),
            ({"name": "password", "value": "hunter2"}, "{'name': 'password', 'value': <redacted>}"),
            (["--password", "hunter2", "-v"], "['--password', <redacted>, '-v']"),
            (collections.OrderedDict(token="x"), None),
            (collections.defaultdict(None, token="x"), "defaultdict(None, {'token': <redacted>})"),
            (ValueError({"pin": 1234}), "ValueError({'pin': <redacted>})"),
        ):
            if expected is None:
                self.assertIn("<redacted>", self.show(value))
            else:
                self.assertEqual(self.show(value), expected)

    def test_the_case(self):
        class U:
            def __repr__(self): return "U(password='hunter2')"
        r = Renderer(redactor=Redactor(), own_repr=True)
        cfg, headers = {"password": "hunter2"}, {"Authorization": "Bearer abc"}
        found = [r.value(v, n).text for n, v in (("cfg", cfg), ("password", "hunter2"), ("u", U()), ("api_key", "k1"), ("AWS_SECRET", "k2"), ("headers", headers))]
        self.assertEqual(found, ["{'password': <redacted>}", "<redacted>", "U(password=<redacted>)", "<redacted>", "<redacted>", "{'Authorization': <redacted>}"])

    def test_texts(self):
        for text, expected in (
            ("Bearer xyz", "Bearer <redacted>"),
            ("a: Bearer xyz.abc-1, b", "a: Bearer <redacted>, b"),
            ("postgres://bob:hunter2@host/db", "postgres://bob:<redacted>@host/db"),
            ("postgres://bob:p@ss/w:rd@host:5432/db", "postgres://bob:<redacted>@host:5432/db"),
            ("redis://:pw@h", "redis://:<redacted>@h"),
            ("scott:tiger@orcl", "scott:<redacted>@orcl"),
            ("http://host:80/a@b", None),
            ("see https://host/a?b=c:d", None),
            ("mailto:bob@x.org", None),
            ("bob@x.org", None),
            ("password=hunter2", "password=<redacted>"),
            ("password = hunter2; x=1", "password = <redacted>; x=1"),
            ("PGPASSWORD=x y", "PGPASSWORD=<redacted> y"),
            ("/login?token=abc&next=/", "/login?token=<redacted>&next=/"),
            ("host=h password='a b' port=1", "host=h password=<redacted> port=1"),
            ('{"password": "a\\"b", "x": 1}', '{"password": <redacted>, "x": 1}'),
            ("{'api_key': 'x'}", "{'api_key': <redacted>}"),
            ("Authorization: Basic dXNlcjpwdw==", "Authorization: <redacted>"),
            ("GET /\r\nAuthorization: Token abc def\r\nHost: x", "GET /\r\nAuthorization: <redacted>\r\nHost: x"),
            ("Cookie: a=b; c=d", "Cookie: <redacted>"),
            ("AccountName=a;AccountKey=b==;X=y", "AccountName=a;AccountKey=<redacted>;X=y"),
            ("Server=h;Pwd=x;", "Server=h;Pwd=<redacted>;"),
            ("--password=hunter2", "--password=<redacted>"),
            ("secrets: ['a', 'b'], x", "secrets: <redacted>, x"),
            ("Basic dXNlcjpwdw==", "Basic <redacted>"),
            ("Basic usage: run it", None),
            ("password:", None),
            ("tokens=3", None),
            ("max_tokens: 5", None),
            ("the bearer", None),
            ("a=1, b: 2", None),
            ("x == y", None),
            ("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nx", "<redacted>\nx"),
        ):
            with self.subTest(text=text):
                found = self.r.redactor.scrub(text)
                self.assertEqual(found, text if expected is None else expected)
                self.assertEqual(self.r.redactor.scrub(found), found)

    def test_in_values(self):
        value = self.r.value("Bearer xyz")
        self.assertEqual((value.tag, value.text), (TEXT, "'Bearer <redacted>'"))
        self.assertEqual(self.show(b"password=x\xff"), "b'password=<redacted>'")
        self.assertEqual(self.show(["u:p4ss@h"]), "['u:<redacted>@h']")
        self.assertEqual(self.show({"Bearer a": 1}), "{'Bearer <redacted>': 1}")
        self.assertEqual(self.r.exception(ValueError("no password=x")), ("ValueError", "no password=<redacted>"))
        self.assertEqual(self.r.text("t?token=x"), "t?token=<redacted>")

    def test_what_was_redacted_is_hidden_in_texts(self):
        self.r.value("hunter2", "password")
        self.r.value({"token": b"abcdef"})
        self.assertEqual(self.show("it is hunter2!"), "'it is <redacted>!'")
        self.assertEqual(self.r.exception(ValueError("bad hunter2"))[1], "bad <redacted>")
        self.assertEqual(self.show(["abcdef", "hunter2"]), "['<redacted>', '<redacted>']")
        self.r.value("abc", "password")
        self.assertEqual(self.show("abc"), "'abc'")
        self.r.value("a\nb'c", "password")
        class Own:
            def __repr__(self): return "Own(%r)" % "a\nb'c"
        self.assertIn("<redacted>", Renderer(own_repr=True, redactor=self.r.redactor).value(Own()).text)

    def test_so_many_are_remembered(self):
        for number in range(200):
            self.r.value(f"secret{number:04}", "password")
        self.assertEqual(self.show("secret0199"), "'<redacted>'")
        self.assertEqual(self.show("secret0000"), "'secret0000'")
        self.assertEqual(self.show("secret0136"), "'<redacted>'")

    def test_where_a_long_text_is_cut(self):
        for limit in (200, 30):
            r = Renderer(limit=limit, redactor=Redactor())
            for text in ("x" * 5000 + " password=" + "s3cr3t" * 60, "Bearer " + "s3cr3t" * 100 + " " + "x" * 5000, "y" * 125 + " token=" + "s3cr3t" * 20 + "z" * 5000):
                for value in (text, [text], text.encode(), bytearray(text.encode()), ValueError(text)):
                    self.assertNotIn("s3cr3t", r.value(value).text)
                self.assertNotIn("s3cr3t", r.text(text))

    def test_without_a_redactor(self):
        r = Renderer()
        self.assertEqual(r.value({"password": "x"}, "password").text, "{'password': 'x'}")
