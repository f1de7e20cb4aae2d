"""chromium.py: drives a headless Chromium by the DevTools protocol, over a pipe: Python's own library is all it takes.

    with Browser() as browser:
        page = browser.open("file:///tmp/page.html", width=1280, height=900, dark=False)
        page.evaluate("document.title")
        page.screenshot("page.png")
        page.problems      # what the console and the page's script complained of, and what it asked of a network
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
         "--disable-background-networking", "--disable-component-update", "--hide-scrollbars", "--force-color-profile=srgb",
         "--remote-debugging-pipe", "about:blank"]


class Browser:
    def __enter__(self):
        program = next(filter(None, map(shutil.which, NAMES)), None)
        if program is None:
            raise SystemExit("error: no chromium on PATH")
        self.profile = tempfile.mkdtemp(prefix="procstart-chromium-")
        take, self.give = os.pipe()
        self.get, put = os.pipe()
        # The child finds the pipe at descriptors 3 and 4.
        script = 'exec 3<&%d 4>&%d; exec "$@"' % (take, put)
        self.process = subprocess.Popen(
            ["bash", "-c", script, "bash", program, "--user-data-dir=" + self.profile, *FLAGS], pass_fds=(take, put),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(take)
        os.close(put)
        self.pending, self.number, self.pages = b"", 0, {}
        return self

    def __exit__(self, *unused):
        try:
            self.call("Browser.close")
        except (OSError, RuntimeError):
            pass
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.give)
        os.close(self.get)
        shutil.rmtree(self.profile, ignore_errors=True)

    def read(self, deadline):
        """The next message; events go to the page that they are about."""
        while b"\0" not in self.pending:
            if not select.select([self.get], [], [], max(0, deadline - time.monotonic()))[0]:
                raise RuntimeError("chromium did not answer in time")
            part = os.read(self.get, 1 << 20)
            if not part:
                raise RuntimeError("chromium has ended")
            self.pending += part
        text, self.pending = self.pending.split(b"\0", 1)
        message = json.loads(text)
        page = self.pages.get(message.get("sessionId"))
        if "method" in message and page is not None:
            page.event(message["method"], message["params"])
        return message

    def call(self, method, params=None, session=None, limit=120):
        self.number += 1
        number = self.number
        message = {"id": number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.give, data):]
        deadline = time.monotonic() + limit
        while True:
            answer = self.read(deadline)
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError("%s: %s" % (method, answer["error"].get("message")))
                return answer["result"]

    def open(self, url, width=1280, height=900, dark=False, scale=1):
        target = self.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        session = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        page = self.pages[session] = Page(self, session, target)
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.call(domain + ".enable")
        page.call("Emulation.setDeviceMetricsOverride",
                  {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600})
        page.call("Performance.enable", {"timeDomain": "threadTicks"})
        page.call("Emulation.setFocusEmulationEnabled", {"enabled": True})  # keys go to the page that has the focus
        page.media(dark)
        page.call("Page.navigate", {"url": url})
        return page


class Page:
    def __init__(self, browser, session, target):
        self.browser, self.session, self.target = browser, session, target
        self.problems, self.requests = [], []

    def event(self, method, params):
        if method == "Runtime.exceptionThrown":
            details = params["exceptionDetails"]
            self.problems.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "warning", "assert"):
            self.problems.append(" ".join(str(a.get("value", a.get("description"))) for a in params["args"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.problems.append(params["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])

    def call(self, method, params=None, limit=120):
        return self.browser.call(method, params, self.session, limit)

    def media(self, dark, kind=""):
        self.call("Emulation.setEmulatedMedia",
                  {"media": kind, "features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]})

    def evaluate(self, expression, limit=120):
        answer = self.call("Runtime.evaluate",
                           {"expression": expression, "returnByValue": True, "awaitPromise": True}, limit)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    def wait(self, expression, limit=60):
        """Until it is true; what it then is."""
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            value = self.evaluate("document.body && (" + expression + ")")
            if value:
                return value
            time.sleep(0.02)
        raise RuntimeError("never came true: " + expression)

    def shown(self):
        """Waits until a frame of it is there to be seen: Chromium drops what is typed before."""
        self.evaluate("new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(() => seen(true))))")

    def processor_ms(self):
        """What its main thread has used so far, whatever else the machine does."""
        metrics = self.call("Performance.getMetrics")["metrics"]
        return round(1000 * next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration"))

    def key(self, name, code):
        """A key that is pressed and let go."""
        text = {"text": "\r"} if name == "Enter" else {}
        same = {"key": name, "code": name, "windowsVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", {"type": "keyDown", **same, **text})
        self.call("Input.dispatchKeyEvent", {"type": "keyUp", **same})

    def screenshot(self, path, whole=True):
        params = {"format": "png", "captureBeyondViewport": whole}
        if whole:
            size = self.call("Page.getLayoutMetrics")["cssContentSize"]
            params["clip"] = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        with open(path, "wb") as to:
            to.write(base64.b64decode(self.call("Page.captureScreenshot", params)["data"]))

    def close(self):
        self.call("Page.close")
        del self.browser.pages[self.session]
