# run: --lines | 5 | --calls
def login(user, password, api_key="k"):
    access_token = user + password
    tokens = 3
    return tokens


login("me", "hunter2")
