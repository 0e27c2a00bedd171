"""The names whose values are not shown, unless the user says otherwise."""

from __future__ import annotations

# Patterns of whole names in small letters, their words joined by `_`: `X-Api-Key` and `xApiKey` are `x_api_key` here.
# The last one that fits decides; one that begins with `!` shows.
SECRETS = (
    # Passwords
    "*password*", "*passwd*", "*passphrase*", "*pass_phrase*", "*passcode*", "*passwort*", "passw",
    "pwd", "*_pwd", "pwd_*", "pw", "*_pw", "pass", "userpass", "dbpass",
    "*db_pass", "*user_pass", "*smtp_pass", "*mail_pass", "*email_pass", "*ftp_pass", "*http_pass", "*proxy_pass", "*auth_pass",
    "*admin_pass", "*root_pass", "*login_pass", "*ssh_pass", "*database_pass", "*mysql_pass", "*redis_pass",
    # Secrets and keys
    "*secret*",
    "*api_key*", "*apikey*", "*access_key*", "*accesskey*", "*private_key*", "*privatekey*", "*signing_key*", "*signingkey*",
    "*encryption_key*", "*encryptionkey*", "*decryption_key*", "*master_key*", "*masterkey*", "*auth_key*", "*authkey*",
    "*session_key*", "*shared_key*", "*account_key*", "*accountkey*", "*app_key", "*appkey", "*service_key", "*license_key*",
    "*hmac_key*", "*aes_key*", "*rsa_key*", "*ssh_key*", "*crypto_key*", "*fernet_key*", "*deploy_key*", "*webhook_key*",
    "*storage_key*", "*subscription_key*",
    # Tokens: those of a parser or a language model are none
    "*token", "*access_token*", "*refresh_token*", "*auth_token*", "*api_token*", "*bearer_token*", "*id_tokens",
    "*session_token*", "*csrf_token*", "*reset_token*", "*verification_token*", "*login_token*", "*secret_token*",
    "*accesstoken*", "*refreshtoken*", "*authtoken*", "token_value", "*_token_value", "*_token_hash",
    "jwt", "*_jwt", "jwt_*", "jwts",
    "!next_token", "!*_next_token", "!prev_token", "!previous_token", "!last_token", "!first_token", "!cur_token",
    "!current_token", "!peek_token", "!lookahead_token", "!start_token", "!end_token", "!eos_token", "!bos_token",
    "!pad_token", "!unk_token", "!sep_token", "!mask_token", "!cls_token", "!stop_token", "!page_token",
    "!*_page_token", "!continuation_token", "!cancel_token", "!cancellation_token", "!special_token", "!is_token",
    "!jwt_algorithm", "!jwt_algorithms",
    # What signs in
    "*credential*", "creds", "*_creds", "cred", "*_cred",
    "authorization", "*_authorization", "authorization_header*", "*_authorization_header*",
    "auth", "*basic_auth", "http_auth", "proxy_auth", "auth_header*", "*_auth_header*", "*auth_code", "authorization_code",
    "bearer", "*_bearer", "bearers",
    "cookie", "cookies", "*_cookie", "*_cookies", "set_cookie2", "cookie_value", "cookie_header", "cookie_string",
    "session_id", "*_session_id", "sessionid", "*_sessionid", "session_ids", "sessid", "phpsessid", "*jsessionid",
    # Codes
    "pin", "*_pin", "pin_code", "pins", "otp", "*_otp", "otps", "otp_code", "otp_value", "totp", "*_totp", "hotp",
    "one_time_code", "mfa_code", "*2fa_code", "two_factor_code", "verification_code", "security_code", "recovery_code",
    "recovery_codes", "backup_codes", "security_answer", "passkey", "passkeys",
    # Of cards and people
    "cvv", "cvv2", "cvc", "cvc2", "*_cvv", "*_cvc", "card_number", "cardnumber", "*_card_number", "credit_card",
    "credit_card_no", "creditcard", "ssn", "*_ssn", "ssns", "social_security*",
)  # fmt: skip
