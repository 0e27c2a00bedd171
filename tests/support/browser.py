"""A page as Chromium shows it: `browser.py CHROMIUM URL`, by the pipe that it is debugged with.

Prints JSON: `bars`, the attributes of each bar of the charts; `errors`, all that the console has, exceptions and what
could not be loaded; `dark` and `light`, the page's ground in both.
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

# Whatever happens: nobody waits for ever.
signal.alarm(60)
chromium, url = sys.argv[1:]
profile = tempfile.mkdtemp()
there, out = os.pipe()
back, answers = os.pipe()
wrapper = f"exec 3<&{there} 4>&{answers}; exec \"$@\""
arguments = ["--headless", "--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe"]
browser = subprocess.Popen(
    ["sh", "-c", wrapper, "sh", chromium, *arguments, f"--user-data-dir={profile}", "about:blank"],
    pass_fds=(there, answers), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)  # fmt: skip
os.close(there)
os.close(answers)
messages = os.fdopen(back, "rb")
events, number = [], 0


def receive():
    text = bytearray()
    while True:
        byte = messages.read(1)
        if not byte:
            sys.exit("it has ended")
        if byte == b"\0":
            return json.loads(text)
        text += byte


def ask(method, session=None, **params):
    global number
    number += 1
    asked = {"id": number, "method": method, "params": params}
    if session:
        asked["sessionId"] = session
    os.write(out, json.dumps(asked).encode() + b"\0")
    while True:
        message = receive()
        if message.get("id") == number:
            if "error" in message:
                sys.exit(f"{method}: {message['error']}")
            return message["result"]
        events.append(message)


def value(expression):
    return ask("Runtime.evaluate", session, expression=expression, returnByValue=True)["result"].get("value")


def ground(scheme):
    ask("Emulation.setEmulatedMedia", session, features=[{"name": "prefers-color-scheme", "value": scheme}])
    return value("getComputedStyle(document.body).backgroundColor")


try:
    target = ask("Target.createTarget", url="about:blank")["targetId"]
    session = ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Runtime", "Log", "Page", "Network"):
        ask(domain + ".enable", session)
    # Nothing is to be had from anywhere: the page has to do without.
    ask("Network.emulateNetworkConditions", session, offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
    ask("Page.navigate", session, url=url)
    while not any(event.get("method") == "Page.loadEventFired" for event in events):
        events.append(receive())
    bars = value("[...document.querySelectorAll('rect')].map(bar => ({...bar.dataset, width: bar.getBoundingClientRect().width}))")
    shown = {"bars": bars, "light": ground("light"), "dark": ground("dark")}
    wrong = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded", "Network.loadingFailed")
    shown["errors"] = [json.dumps(event["params"]) for event in events if event.get("method") in wrong]
    print(json.dumps(shown))
    ask("Browser.close")
finally:
    browser.kill()
    browser.wait()
    shutil.rmtree(profile, ignore_errors=True)
