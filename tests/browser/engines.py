"""One page in Chromium, Firefox or WebKit, moved by keys and by the mouse: the little that all three can do.

Chromium is driven by Playwright; Firefox by WebDriver BiDi, which it speaks itself; WebKit by WebKitWebDriver.
(Of the last two Playwright drives only patched builds, which it has to download.)
"""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

PATIENCE = 60  # seconds for a start, or for an answer
VIEW = (1280, 800)
# Names of keys as Playwright has them -> the characters of WebDriver (https://www.w3.org/TR/webdriver2/#keyboard-actions)
KEYS = {
    "Tab": "\ue004",
    "Enter": "\ue006",
    "Escape": "\ue00c",
    "PageUp": "\ue00e",
    "PageDown": "\ue00f",
    "End": "\ue010",
    "Home": "\ue011",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
}
# WebKit has no way to read its console from outside, so every page begins with this.
LISTENER = """<script>
window.said = [];
addEventListener("error", (event) => said.push(`error: ${event.message ?? event.target.outerHTML}`), true);
addEventListener("unhandledrejection", (event) => said.push(`error: ${event.reason}`));
for (const type of ["error", "warn", "assert"]) {
  const spoken = console[type];
  console[type] = (...words) => {
    if (type !== "assert" || !words[0]) said.push(`${type}: ${words.join(" ")}`);
    spoken.apply(console, words);
  };
}
</script>"""


class NoEngine(Exception):
    """A browser is missing; the message says which package to install."""


class Tab:
    """A page of the book in one engine. `faults`: requests to other hosts, errors and warnings on its console."""

    def __init__(self, server):
        self.server, self.strangers, self.said = server, [], []

    # What each engine does in its own way

    def go(self, address):
        """Load the page at an address."""
        raise NotImplementedError

    def evaluate(self, function, *arguments):
        """What a JavaScript function of these arguments returns, or its promise resolves to, as JSON has it."""
        raise NotImplementedError

    def press(self, *keys):
        """Press keys one after the other: single characters, or names from `KEYS`."""
        raise NotImplementedError

    def drag(self, *points):
        """Press the mouse at the first of these (x, y), move it along the others and let go; one point is a click."""
        raise NotImplementedError

    def resize(self, width, height):
        """Give the page a width, and a height near this one."""
        raise NotImplementedError

    def close(self):
        raise NotImplementedError

    # What they have in common

    def open(self, page):
        """Go to a page of the book, such as "chapters/04_scores.html#head", and load it anew even if it is shown."""
        self.go("about:blank")
        self.go(f"{self.server.address}/{page}")

    def wait(self, condition, *arguments):
        """Wait until a JavaScript function of these arguments returns something true; returns it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := self.evaluate(condition, *arguments):
                return found
            time.sleep(0.05)
        raise TimeoutError(f"after {PATIENCE} s there is still no {condition} of {arguments}")

    @property
    def faults(self):
        self.evaluate("() => null")  # what has happened until now has then been told
        return [*(f"asks {address}" for address in self.strangers), *self.said]

    def is_foreign(self, address):
        return not address.startswith((self.server.address, "data:", "blob:", "about:"))


class Chromium(Tab):
    def __init__(self, server, path):
        from playwright.sync_api import sync_playwright

        from .visit import Visit

        super().__init__(server)
        self.playwright = sync_playwright().start()
        self.browser = self.playwright.chromium.launch(executable_path=path, args=[server_alone()])
        self.visit = Visit(self.browser, server)
        self.version = f"Chromium {self.browser.version}"
        self.tab, self.strangers, self.said = self.visit.tab, self.visit.strangers, self.visit.said
        self.resize(*VIEW)

    @staticmethod
    def find():
        from playwright.sync_api import sync_playwright

        from .chromium import NoChromium, chromium

        with sync_playwright() as playwright:
            own = playwright.chromium.executable_path
        try:
            return chromium([own])
        except NoChromium as error:
            raise NoEngine(str(error)) from None

    def go(self, address):
        self.tab.goto(address)

    def evaluate(self, function, *arguments):
        return self.tab.evaluate(f"(all) => ({function})(...all)", list(arguments))

    def press(self, *keys):
        for key in keys:
            self.tab.keyboard.press(key)

    def drag(self, *points):
        self.tab.mouse.move(*points[0])
        self.tab.mouse.down()
        for point in points[1:]:
            self.tab.mouse.move(*point)
        self.tab.mouse.up()

    def resize(self, width, height):
        self.tab.set_viewport_size({"width": width, "height": height})

    def close(self):
        self.visit.close()
        self.browser.close()
        self.playwright.stop()


def server_alone():
    from server import ALONE

    return ALONE


class Driven(Tab):
    """An engine that WebDriver drives. Its actions have one form in the old protocol and in the new one."""

    def act(self, source):
        """Perform the actions of one source of input."""
        raise NotImplementedError

    def press(self, *keys):
        values = [KEYS.get(key, key) for key in keys]
        actions = [{"type": kind, "value": value} for value in values for kind in ("keyDown", "keyUp")]
        self.act({"type": "key", "id": "keys", "actions": actions})

    def drag(self, *points):
        moves = [
            {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 20, "origin": "viewport"}
            for x, y in points
        ]
        down, up = ({"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp"))
        actions = [moves[0], down, *moves[1:], up]
        self.act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions})

    def proxy(self):
        """Whatever is not on this machine is asked of the book's server, which has nothing to give."""
        here = self.server.address.removeprefix("http://")
        return {"proxyType": "manual", "httpProxy": here, "sslProxy": here, "noProxy": ["127.0.0.1"]}


class Firefox(Driven):
    PREFERENCES = {
        "browser.shell.checkDefaultBrowser": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "ui.prefersReducedMotion": 1,
    }

    def __init__(self, server, path, folder):
        super().__init__(server)
        self.count, self.answers = 0, {}
        profile = Path(folder) / "firefox"
        profile.mkdir()
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in self.PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        log = profile / "log.txt"
        command = [path, "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"]
        with log.open("w") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            self.start(log)
        except BaseException:
            self.close()
            raise

    @staticmethod
    def find():
        return found(
            "firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox", package="firefox-esr"
        )

    def start(self, log):
        import websocket

        address = told(log, r"WebDriver BiDi listening on (ws://\S+)", self.process)
        self.socket = websocket.create_connection(f"{address}/session", timeout=PATIENCE, suppress_origin=True)
        session = self.send("session.new", capabilities={"alwaysMatch": {"proxy": self.proxy()}})
        self.version = f"Firefox {session['capabilities']['browserVersion']}"
        self.send("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])
        # A tab of its own: in the first one the address bar has the focus, and Enter presses no button of the page.
        self.context = self.send("browsingContext.create", type="tab")["context"]
        self.resize(*VIEW)

    def send(self, method, **parameters):
        """The result of a command; events that come before it are noted."""
        self.count += 1
        self.socket.send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message["type"] == "event":
                self.note(message["method"], message["params"])
            elif message.get("id") == self.count:
                if message["type"] == "error":
                    raise RuntimeError(f"{method}: {message['error']}: {message['message']}")
                return message["result"]

    def note(self, event, parameters):
        if event == "log.entryAdded" and parameters["level"] in ("error", "warn"):
            self.said.append(f"{parameters['level']}: {parameters['text']}")
        elif event == "network.beforeRequestSent" and parameters["context"] == self.context:
            address = parameters["request"]["url"]
            self.strangers += [address] * self.is_foreign(address)

    def go(self, address):
        self.send("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def evaluate(self, function, *arguments):
        answer = self.send(
            "script.callFunction",
            functionDeclaration=f"async (all) => JSON.stringify(await ({function})(...JSON.parse(all)) ?? null)",
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
            target={"context": self.context},
            awaitPromise=True,
            userActivation=True,
        )
        if answer["type"] == "exception":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def act(self, source):
        self.send("input.performActions", context=self.context, actions=[source])

    def resize(self, width, height):
        self.send("browsingContext.setViewport", context=self.context, viewport={"width": width, "height": height})

    def close(self):
        end(self.process)


class WebKit(Driven):
    """WebKit's small browser of GTK, on a screen that nobody sees."""

    MINI = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
    # Less motion, and a window whose own buttons leave room for a page as narrow as a phone.
    TIGHT = "margin: 0; padding: 0; border-width: 0; min-width: 0; min-height: 0; font-size: 1px;"
    SETTINGS = {"settings.ini": "[Settings]\ngtk-enable-animations=0\n", "gtk.css": f"window * {{ {TIGHT} }}\n"}

    def __init__(self, server, paths, folder):
        super().__init__(server)
        screen, driver, browser = paths
        folder = Path(folder)
        log, seen = folder / "webkit.txt", folder / "screen.txt"
        for name, text in self.SETTINGS.items():
            (folder / "gtk-3.0").mkdir(exist_ok=True)
            (folder / "gtk-3.0" / name).write_text(text, encoding="utf-8")
        self.environment = {"XDG_CONFIG_HOME": str(folder)}
        self.processes = []
        try:
            self.begin([screen, "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"], seen)
            self.environment["DISPLAY"] = ":" + told(seen, r"^(\d+)\s", self.processes[0])
            self.root = self.listening(driver, log)
            self.start(browser)
        except BaseException:
            self.close()
            raise

    @staticmethod
    def find():
        places = sorted(map(str, Path("/").glob(WebKit.MINI.lstrip("/"))))
        driver = found("WebKitWebDriver", package="webkit2gtk-driver xvfb")
        return found("Xvfb", package="xvfb"), driver, found(*places, package="webkit2gtk-driver")

    def begin(self, command, log):
        environment = os.environ | self.environment
        with log.open("w") as output:
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
        self.processes.append(process)

    def listening(self, driver, log):
        """The address of a driver. It does not say which port it takes; if another program is faster, it ends."""
        for _ in range(3):
            port = free_port()
            self.root = f"http://127.0.0.1:{port}"
            self.begin([driver, f"--port={port}"], log)
            with contextlib.suppress(RuntimeError):
                wait_until(lambda: self.send("GET", "/status"), self.processes[-1])
                return self.root
        raise RuntimeError(f"{driver} did not start:\n{log.read_text(errors='replace')}")

    def start(self, browser):
        options = {"binary": browser, "args": ["--automation"]}
        wanted = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options, "proxy": self.proxy()}
        session = self.send("POST", "/session", capabilities={"alwaysMatch": wanted})
        self.root += f"/session/{session['sessionId']}"
        self.version = f"WebKitGTK {session['capabilities']['browserVersion']}"
        self.send("POST", "/timeouts", script=PATIENCE * 1000, pageLoad=PATIENCE * 1000)
        self.server.head = LISTENER
        self.resize(*VIEW)

    def send(self, method, path, **body):
        data = json.dumps(body).encode() if method == "POST" else None
        request = urllib.request.Request(self.root + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=PATIENCE) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{path}: {json.load(error)['value']['message']}") from None

    def go(self, address):
        self.listen()
        self.send("POST", "/url", url=address)

    def listen(self):
        """Take over what the page has said, before it is left or judged."""
        self.said += self.call("() => window.said?.splice(0) ?? []")

    def evaluate(self, function, *arguments):
        self.strangers = self.server.strangers
        self.listen()
        return self.call(function, *arguments)

    def call(self, function, *arguments):
        script = f"""const done = arguments[1];
          (async () => ({function})(...JSON.parse(arguments[0])))().then(
            (value) => done([true, JSON.stringify(value ?? null)]), (error) => done([false, String(error)]));"""
        succeeded, value = self.send("POST", "/execute/async", script=script, args=[json.dumps(arguments)])
        if not succeeded:
            raise RuntimeError(value)
        return json.loads(value)

    def act(self, source):
        self.send("POST", "/actions", actions=[source])

    def resize(self, width, height):
        self.send("POST", "/window/rect", width=width, height=height)
        borders = width - self.call("() => innerWidth")
        if borders:
            self.send("POST", "/window/rect", width=width + borders, height=height)

    def close(self):
        self.server.head = ""
        for process in reversed(self.processes):
            end(process)


ENGINES = {"chromium": Chromium, "firefox": Firefox, "webkit": WebKit}


def find(names):
    """Where each of these engines is: {name: a path, or several}. Raises NoEngine with a line for each missing one."""
    places, missing = {}, []
    for name in names:
        try:
            places[name] = ENGINES[name].find()
        except KeyError:
            missing.append(f"{name} is none of the engines {', '.join(ENGINES)}")
        except NoEngine as error:
            missing.append(f"{name}: {error}")
    if missing:
        raise NoEngine("\n".join(missing))
    return places


def start(name, server, folder):
    """A tab of an engine. Raises NoEngine if it is missing."""
    path = find([name])[name]
    engine = ENGINES[name]
    return engine(server, path) if engine is Chromium else engine(server, path, folder)


def found(*names, package):
    """The path of the first of these programs; `package` is what to install for it."""
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        raise NoEngine(f"{names[0] if names else package} is missing: `apt-get install {package}` (Debian, Ubuntu)")
    return path


def told(log, pattern, process):
    """What a process says in its log, as soon as it does: the first group of the pattern."""
    return wait_until(lambda: re.search(pattern, log.read_text(errors="replace"), re.M)[1], process)


def wait_until(answer, process):
    """The answer, as soon as there is one.

    Raises RuntimeError if the process ends before, TimeoutError if it is slow.
    """
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and process.poll() is None:
        try:
            return answer()
        except (OSError, TypeError):
            time.sleep(0.05)
    if process.poll() is not None:
        raise RuntimeError(f"{process.args[0]} ended with {process.returncode}")
    raise TimeoutError(f"{process.args[0]} did not answer within {PATIENCE} s")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def end(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
