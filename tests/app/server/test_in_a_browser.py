"""A journey in a real browser against a real server: sign in, invite a laptop, see it joined, read the national 3W."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from app.server.main import main
from app.services import belonging, exchanging
from sync.client import Line, Unreachable
from tests.helpers.coverage import new_office

PASSWORD = "correct horse battery"
PAGES = (
    "/3w", "/3w/map", "/3w/map?level=2", "/3w/rows", "/laptops", "/districts", "/organisations", "/health", "/people",
    "/feed", "/audit", "/conflicts", "/account",
)  # fmt: skip


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A server as a process of its own, with one administrator."""
    database = f"sqlite:///{tmp_path / 'hub.db'}"
    (tmp_path / "password").write_text(PASSWORD, encoding="utf-8")
    made = ["person", "add", "Amélia Sitoe", "--role", "administrator", "--password-file", str(tmp_path / "password")]
    assert main(["--database", database, *made]) == 0
    assert main(["--database", database, "country", "MOZ", "--office", "INGD"]) == 0
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = ["--database", database, "--listen", f"127.0.0.1:{port}", "serve"]
    log = (tmp_path / "log").open("wb")
    server = subprocess.Popen([sys.executable, "-m", "app.server.main", *told], stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    line = Line(url)
    for _attempt in range(300):
        with contextlib.suppress(Unreachable):
            line.hello()
            break
        assert server.poll() is None, (tmp_path / "log").read_text()
        time.sleep(0.05)
    line.close()
    yield url
    server.terminate()
    server.wait(20)
    log.close()
    (told,) = (tmp_path / "log").read_text().splitlines()
    assert told.startswith("Serving on http://127.0.0.1:"), "the server had nothing to complain of"


@contextlib.contextmanager
def a_browser(tmp_path: Path, language: str = "en") -> Iterator[webdriver.Chrome]:
    """Chromium without a window, that asks for pages in a language."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900",
        f"--lang={language}", f"--user-data-dir={tmp_path / ('profile-' + language)}",
    ):  # fmt: skip
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = webdriver.ChromeService(shutil.which("chromedriver"))
    browser = webdriver.Chrome(options=options, service=service)
    browser.set_page_load_timeout(30)
    try:
        yield browser
    finally:
        browser.quit()


def sign_in(browser: webdriver.Chrome, address: str, to: str = "/") -> None:
    """Type the name and the password."""
    browser.get(address + to)
    browser.find_element(By.NAME, "login").send_keys("amelia")
    browser.find_element(By.NAME, "password").send_keys(PASSWORD)
    browser.find_element(By.CSS_SELECTOR, "button.primary").click()
    WebDriverWait(browser, 20).until(lambda b: b.find_elements(By.CSS_SELECTOR, "aside nav"))


def is_whole(browser: webdriver.Chrome) -> None:
    """The page does not scroll sideways, and the browser had nothing to complain of (a policy that was broken, a 404)."""
    width = "return [document.documentElement.scrollWidth, window.innerWidth]"
    needed, there = browser.execute_script(width)
    assert needed <= there, browser.current_url
    assert browser.get_log("browser") == [], browser.current_url


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("chromedriver"), reason="chromium and chromium-driver are not installed")
def test_a_laptop_is_invited_joins_and_is_seen(address, tmp_path):
    with a_browser(tmp_path) as browser:
        sign_in(browser, address, "/laptops")
        assert browser.current_url == address + "/laptops", "on to the page that was asked for"
        Select(browser.find_element(By.NAME, "role")).select_by_value("coordinator")
        Select(browser.find_element(By.NAME, "place")).select_by_value("MZ09")
        browser.find_element(By.CSS_SELECTOR, "form.stack .primary").click()
        code = WebDriverWait(browser, 20).until(lambda b: b.find_element(By.CSS_SELECTOR, ".code")).text
        assert browser.find_element(By.CSS_SELECTOR, ".qr svg").size["width"] > 120
        is_whole(browser)

        store, _ids = new_office(tmp_path / "office")
        with store:
            belonging.join(store, code, address)
            assert exchanging.exchange(store).standing.state == exchanging.GREEN

        browser.find_element(By.CSS_SELECTOR, 'nav a[href="/laptops"]').click()
        row = WebDriverWait(browser, 20).until(lambda b: b.find_element(By.CSS_SELECTOR, "table.list tbody tr"))
        assert "Amélia Sitoe · Provincial office" in row.text
        assert "just now" in row.text
        for path in PAGES:
            browser.get(address + path)
            is_whole(browser)
        browser.get(address + "/3w")
        assert "INAS" in browser.find_element(By.CSS_SELECTOR, "table.heat").text
        browser.get(address + "/3w/map")
        shaded = browser.find_elements(By.CSS_SELECTOR, "svg.map path:not(.none)")
        assert len(shaded) == 1
        assert browser.find_element(By.CSS_SELECTOR, "svg.map").rect["width"] > 300

    with a_browser(tmp_path, "ar") as browser:
        sign_in(browser, address, "/3w")
        aside, main_ = (browser.find_element(By.CSS_SELECTOR, name).rect for name in ("aside", "main"))
        assert aside["x"] > main_["x"], "mirrored: the way through the pages is on the right"
        table = browser.find_element(By.CSS_SELECTOR, "table.heat")
        first, last = (
            table.find_element(By.CSS_SELECTOR, f"thead th:{which}-child").rect for which in ("first", "last")
        )
        assert first["x"] > last["x"]
        assert "الصحة" in table.text
        is_whole(browser)
        narrow = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", narrow)
        for path in PAGES:
            browser.get(address + path)
            assert browser.execute_script("return innerWidth") == 390
            is_whole(browser)
        browser.get(address + "/laptops")
        browser.find_element(By.CSS_SELECTOR, "td.acts a.button").click()
        WebDriverWait(browser, 20).until(lambda b: "/laptops/edit" in b.current_url)
        is_whole(browser)
        save = browser.find_element(By.CSS_SELECTOR, 'form[action="/laptops/place"] button').rect
        assert 0 <= save["x"] < save["x"] + save["width"] <= 390, "the whole form is seen without scrolling sideways"
