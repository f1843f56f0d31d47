"""wp serve and wp watch as they are run: the real binary, signals, kills, a bad feed.

    python3 crates/service/tests/end_to_end.py path/to/wp

Needs nothing but Python's own library. Everything is on loopback and bounded.
"""

import http.client
import http.server
import json
import os
import random
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

WP = "target/release/wp"
ROOT = Path(__file__).resolve().parents[3]
WORDS = "4&2 opp35 -3 Q4 2:10"


class Service:
    """A running `wp serve` on a free port."""

    def __init__(self, *flags, **environment):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [WP, "serve", "--port", "0", *flags], stdout=subprocess.PIPE, stderr=self.errors,
            text=True, env={**os.environ, **environment})
        address = self.process.stdout.readline().strip()
        if not address:
            raise RuntimeError(self.log())
        self.host, self.port = address.removeprefix("http://").rsplit(":", 1)
        self.port = int(self.port)
        self.address = address

    def ask(self, method, path, body=None, kind="application/json", headers=(), timeout=60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        try:
            connection.request(method, path, body, {"content-type": kind, **dict(headers)})
            reply = connection.getresponse()
            content = reply.read()
            return reply.status, content if kind.endswith("parquet") else content.decode()
        finally:
            connection.close()

    def log(self):
        self.errors.seek(0)
        return self.errors.read().decode()

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code

    def __del__(self):
        self.errors.close()


def wp(*args, stdin=None):
    return subprocess.run([WP, *args], input=stdin, capture_output=True, text=True)


def sample_rows():
    """The first game of the simulated sample, scored."""
    done = wp("score", "--data", str(ROOT / "data/sample"), "--seasons", "3001", "--out", "-",
              "--format", "jsonl")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [row for row in rows if row["game_id"] == rows[0]["game_id"]]


def without(row, *names):
    return {k: v for k, v in row.items() if k not in names}


SCORED = ("wp", "home_wp", "wp_lower", "wp_upper", "wpa")


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.addClassCleanup(cls.service.end)

    def test_answers_are_the_command_s(self):
        situations = [WORDS, "1st and 10 at own 25, tied, 9:00 left in Q2, favored by 3",
                      "nonsense", "3rd and 1 at the opp 2, down 4, 0:05 left in Q4"]
        lines = wp("predict", "--situation", "-", stdin="\n".join(situations)).stdout
        status, text = self.service.ask("POST", "/v1/predict", "\n".join(situations),
                                        "application/x-ndjson")
        self.assertEqual((status, text), (200, lines))
        for command, words in [("predict", WORDS), ("fourth-down", WORDS),
                               ("two-point", "up 6 after a touchdown, 4:00 left in Q4"),
                               ("kickoff", "kickoff, down 3, 1:20 left in Q4, 2 timeouts to 1")]:
            shown = wp(command, "--situation", words, "--json").stdout
            _, text = self.service.ask("POST", f"/v1/{command}", words, "text/plain")
            # The command indents; numbers and order are the same bytes.
            compact = json.dumps(json.loads(shown, parse_float=str, parse_int=str))
            self.assertEqual(json.dumps(json.loads(text, parse_float=str, parse_int=str)), compact)

    def test_rows_are_scored_as_by_the_command(self):
        rows = sample_rows()
        plain = [without(row, *SCORED) for row in rows]
        status, text = self.service.ask("POST", "/v1/score", plain)
        self.assertEqual(status, 200, text)
        for mine, row in zip(json.loads(text), rows, strict=True):
            for name in SCORED:
                self.assertEqual(mine[name], row[name], (name, row["play_id"]))

    def test_parquet_comes_back_as_the_command_writes_it(self):
        kind = "application/vnd.apache.parquet"
        with tempfile.TemporaryDirectory() as folder:
            sent, whole = Path(folder) / "plays.parquet", Path(folder) / "whole.parquet"
            sample = ROOT / "data/sample/play_by_play_3001.parquet"
            self.assertEqual(self.service.ask("POST", "/v1/score", sample.read_bytes(), kind)[0], 413)
            done = wp("simulate", "--seasons", "1", "--games", "20", "--seed", "7", "--out", folder)
            self.assertEqual(done.returncode, 0, done.stderr)
            next(Path(folder).glob("play_by_play_*.parquet")).rename(sent)
            done = wp("score", "--data", str(sent), "--out", str(whole))
            self.assertEqual(done.returncode, 0, done.stderr)
            status, answer = self.service.ask("POST", "/v1/score", sent.read_bytes(), kind)
            self.assertEqual(status, 200, answer)
            self.assertEqual(answer, whole.read_bytes())
            for end in (0, 4, 1000, len(answer) - 1):
                status, text = self.service.ask("POST", "/v1/score", answer[:end], kind)
                self.assertIn(status, (400, 422), text)
                self.assertNotIn(b"/tmp", text)

    def test_thousands_of_silent_connections_hinder_nobody(self):
        silent = []
        for _ in range(3000):
            open_ = socket.create_connection(("127.0.0.1", self.service.port))
            open_.send(b"POST /v1/predict HTTP/1.1\r\nhost: loc")
            silent.append(open_)
        for _ in range(20):
            self.assertEqual(self.service.ask("POST", "/v1/predict", WORDS, "text/plain")[0], 200)
        for open_ in silent:
            open_.close()


class Operations(unittest.TestCase):
    def test_beyond_loopback_it_wants_a_token(self):
        done = wp("serve", "--host", "0.0.0.0", "--port", "0")
        self.assertEqual(done.returncode, 1)
        self.assertIn("there is no token", done.stderr)
        self.assertIn("--token", done.stderr)

    def test_a_signal_ends_it_after_what_it_began(self):
        for how in (signal.SIGTERM, signal.SIGINT):
            service = Service("--log", "json")
            replies = []
            ask = lambda: replies.append(service.ask(
                "POST", "/v1/simulate?games=100000", "kickoff", "text/plain"))
            asking = threading.Thread(target=ask)
            asking.start()
            time.sleep(0.2)
            self.assertEqual(service.end(how), 0)
            asking.join()
            self.assertEqual(replies[0][0], 200)
            for line in service.log().splitlines():
                self.assertIn("message", json.loads(line))

    def test_a_hangup_loads_the_model_again_under_load(self):
        shipped = (ROOT / "data/model/wp.model").read_bytes()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "my.model"
            path.write_bytes(shipped)
            service = Service("--model", str(path))
            self.addCleanup(service.end)
            seen, stop = [], threading.Event()

            def load():
                while not stop.is_set():
                    seen.append(service.ask("POST", "/v1/predict", WORDS, "text/plain"))

            threads = [threading.Thread(target=load) for _ in range(4)]
            for thread in threads:
                thread.start()
            for at in range(6):
                # Written beside and renamed: the service never sees half of it.
                part = Path(folder) / "part"
                part.write_bytes(shipped if at % 2 else b"no model at all")
                part.rename(path)
                service.process.send_signal(signal.SIGHUP)
                time.sleep(0.2)
            stop.set()
            for thread in threads:
                thread.join()
            self.assertEqual({status for status, _ in seen}, {200})
            self.assertEqual(len({text for _, text in seen}), 1)
            self.assertGreater(len(seen), 20)
            self.assertIn("the old one answers on", service.log())

    def test_nothing_acknowledged_is_lost_in_a_hundred_kills(self):
        rows = [without(row, *SCORED) for row in sample_rows()]
        game = rows[0]["game_id"]
        generator = random.Random(1)
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "games.redb")
            acknowledged, at = set(), 0
            for kill in range(100):
                service = Service("--games", path)
                if acknowledged:
                    status, text = service.ask("GET", f"/v1/games/{game}")
                    self.assertEqual(status, 200, text)
                    there = {play["play_id"] for play in json.loads(text)["plays"]}
                    self.assertLessEqual(acknowledged, there, f"after kill {kill}")
                timer = threading.Timer(generator.uniform(0.0, 0.03), service.process.kill)
                timer.start()
                try:
                    while True:
                        row = rows[at % len(rows)]
                        if at >= len(rows):
                            row = {**row, "ydstogo": 1 + at % 9}
                        status, _ = service.ask("POST", f"/v1/games/{game}/plays", row)
                        self.assertEqual(status, 200)
                        acknowledged.add(row["play_id"])
                        at += 1
                except (OSError, http.client.HTTPException):
                    pass
                timer.join()
                service.process.wait()
                service.process.stdout.close()
            self.assertGreater(len(acknowledged), 20)

    def test_one_of_two_behind_a_balancer_is_killed_under_load(self):
        """Questions go to either instance; live games to the one that has their file, and
        to its successor on the same file and port."""
        rows = [without(row, *SCORED) for row in sample_rows()]
        game = rows[0]["game_id"]
        with tempfile.TemporaryDirectory() as folder:
            file = str(Path(folder) / "games.redb")
            first, second = Service("--games", file), Service()
            balancer = Balancer([first.port, second.port])
            self.addCleanup(balancer.close)
            games = Balancer([first.port])
            self.addCleanup(games.close)
            expected = second.ask("POST", "/v1/predict", WORDS, "text/plain")
            wrong, answered, acknowledged, lost = [], [0], set(), [0]
            stop = threading.Event()

            def ask():
                while not stop.is_set():
                    try:
                        answer = through(balancer.port, "POST", "/v1/predict", WORDS, "text/plain")
                    except (OSError, http.client.HTTPException):
                        # A connection that died with its instance: asked again.
                        lost[0] += 1
                        continue
                    answered[0] += 1
                    if answer != expected:
                        wrong.append(answer)

            def play():
                at = 0
                while not stop.is_set():
                    row = rows[at % len(rows)]
                    try:
                        status, _ = through(games.port, "POST", f"/v1/games/{game}/plays",
                                            json.dumps(row), "application/json")
                    except (OSError, http.client.HTTPException):
                        time.sleep(0.01)
                        continue
                    if status == 200:
                        acknowledged.add(row["play_id"])
                        at += 1
                    # So slowly that the game is not over before the instance is killed.
                    time.sleep(0.01)

            threads = [threading.Thread(target=ask) for _ in range(3)]
            threads.append(threading.Thread(target=play))
            for thread in threads:
                thread.start()
            time.sleep(1.0)
            first.process.kill()
            first.process.wait()
            before, plays = answered[0], len(acknowledged)
            time.sleep(1.0)
            # The other one answered meanwhile.
            self.assertGreater(answered[0], before + 20)
            successor = Service("--games", file)
            self.addCleanup(successor.end)
            games.ports[:], balancer.ports[0] = [successor.port], successor.port
            time.sleep(1.0)
            stop.set()
            for thread in threads:
                thread.join()
            first.process.stdout.close()
            second.end()
            self.assertEqual(wrong, [])
            self.assertGreater(plays, 5)
            self.assertGreater(len(acknowledged), plays)
            status, text = successor.ask("GET", f"/v1/games/{game}")
            self.assertEqual(status, 200, text)
            there = {play["play_id"] for play in json.loads(text)["plays"]}
            self.assertLessEqual(acknowledged, there)

    def test_a_new_model_under_load_is_never_mixed_with_the_old(self):
        """Every answer to a batch is wholly one model's, and so is its fingerprint."""
        with tempfile.TemporaryDirectory() as folder:
            other = Path(folder) / "other.model"
            done = wp("train", "--data", str(ROOT / "data/sample"), "--seasons", "3001",
                      "--trees", "40", "--model", str(other))
            self.assertEqual(done.returncode, 0, done.stderr)
            models = [(ROOT / "data/model/wp.model").read_bytes(), other.read_bytes()]
            path = Path(folder) / "my.model"
            batch = {"situation": [f"1&10 own {yard} {score:+} Q2 9:00"
                                   for yard in range(20, 45) for score in (-7, 3)]}
            texts = []
            for bytes_ in models:
                path.write_bytes(bytes_)
                service = Service("--model", str(path))
                texts.append(service.ask("POST", "/v1/predict", batch))
                service.end()
            self.assertNotEqual(texts[0], texts[1])
            path.write_bytes(models[0])
            service = Service("--model", str(path))
            self.addCleanup(service.end)
            seen, stop = [], threading.Event()

            def load():
                while not stop.is_set():
                    seen.append(service.ask("POST", "/v1/predict", batch))

            threads = [threading.Thread(target=load) for _ in range(3)]
            for thread in threads:
                thread.start()
            for at in range(1, 7):
                part = Path(folder) / "part"
                part.write_bytes(models[at % 2])
                part.rename(path)
                service.process.send_signal(signal.SIGHUP)
                time.sleep(0.3)
            stop.set()
            for thread in threads:
                thread.join()
            # Both models answered, and nothing but their answers was given.
            self.assertEqual(set(seen), set(texts))


def through(port, method, path, body, kind):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, {"content-type": kind})
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    finally:
        connection.close()


class Balancer:
    """A plain TCP balancer: each connection goes to the next of some ports that takes it."""

    def __init__(self, ports):
        self.ports, self.turn = list(ports), 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self):
        self.listener.close()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(client,), daemon=True).start()

    def carry(self, client):
        self.turn += 1
        ports = list(self.ports)
        server = None
        for at in range(len(ports)):
            try:
                server = socket.create_connection(("127.0.0.1", ports[(self.turn + at) % len(ports)]))
                break
            except OSError:
                continue
        with client:
            if server is None:
                return
            with server:
                back = threading.Thread(target=self.pump, args=(server, client), daemon=True)
                back.start()
                self.pump(client, server)
                back.join()

    @staticmethod
    def pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        try:
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


class Abuse(unittest.TestCase):
    """Malformed everything, drawn anew from a seed; WP_FUZZ_SECONDS has it go on longer."""

    PATHS = ["/v1/predict", "/v1/fourth-down", "/v1/two-point", "/v1/kickoff", "/v1/timeout?games=10",
             "/v1/simulate?games=10", "/v1/score", "/v2/models/wp/infer", "/v1/games/2021_01_BAL_LV/plays",
             "/v1/games/2021_01_BAL_LV", "/v1/games/x/plays", "/v1/predict?level=", "/%00", "/v1/coaches"]
    KINDS = ["application/json", "text/plain", "application/x-ndjson", "text/csv", "nonsense",
             "application/vnd.apache.parquet", "application/vnd.apache.arrow.stream",
             "application/vnd.apache.arrow.file", "application/json; charset=utf-16", "\xff", ""]
    SEEDS = [b'{"situation": "4&2 opp35 -3 Q4 2:10"}', b'{"situation": {"down": 4, "ydstogo": 2}}',
             b'[{"game_id": "2021_01_BAL_LV", "play_id": 1, "qtr": 1, "down": 1}]',
             b'{"play_id": 1, "qtr": 1, "time": "15:00", "posteam": "BAL"}', b"game_id,play_id\n2021_01_BAL_LV,1\n",
             b'{"inputs": [{"name": "features", "shape": [1, 12], "datatype": "FP32", "data": [1,2,3]}]}',
             b"ARROW1\0\0" + b"\xff\xff\xff\xff\x10\0\0\0" * 8, b"PAR1" + b"\0" * 40 + b"\x20\0\0\0PAR1",
             b"\xff\xff\xff\xff\xff\xff\xff\x7f", b"4th & 2 at the opp 35"]

    def body(self, draw):
        text = bytearray(draw.choice(self.SEEDS))
        for _ in range(draw.choice([0, 1, 1, 3, 20])):
            at = draw.randrange(len(text) + 1)
            text[at:at + draw.choice([0, 1, 4])] = draw.choice(
                [b"", b"9" * 400, b"1e999", b"-0", b"null", b'"', b"\\ud800", b"\xf0\x9f\x8f\x88", b"\0",
                 b"[" * 3000, b'{"a":' * 3000, b"NaN", draw.randbytes(6), b"\n", b","])
        return bytes(text)

    def request(self, draw):
        body = self.body(draw)
        method = draw.choice(["POST", "POST", "POST", "PUT", "GET", "DELETE", "BREW", "post", ""])
        lines = [f"{method} {draw.choice(self.PATHS)} HTTP/{draw.choice(['1.1', '1.1', '1.1', '1.0', '2.0', 'x'])}",
                 "host: localhost", "connection: close", f"content-type: {draw.choice(self.KINDS)}"]
        for _ in range(draw.choice([0, 0, 1, 2])):
            lines.append(draw.choice(["x: " + "y" * 70000, "content-length: -1", "expect: 100-continue",
                                      "if-none-match: \"\x80", "authorization: Bearer \x01", "last-event-id: 99",
                                      "no colon", "transfer-encoding: gzip", "content-encoding: gzip",
                                      *["many: many"] * 2, "host: evil.example", "content-length: 5"]))
        how = draw.randrange(5)
        if how == 0:
            cut = draw.randrange(len(body) + 1)
            sizes = [f"{cut:x}", draw.choice(["zz", "-1", "ffffffffffffffff", f"{len(body) - cut:x}"])]
            body = b"".join([f"{sizes[0]}\r\n".encode(), body[:cut], b"\r\n",
                             f"{sizes[1]}\r\n".encode(), body[cut:], b"\r\n0\r\n\r\n"])
            lines.append("transfer-encoding: chunked")
        else:
            lines.append(f"content-length: {len(body) + (draw.choice([-1, 7]) if how == 1 else 0)}")
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body

    def test_malformed_everything_is_refused_and_others_are_served(self):
        service = Service()
        self.addCleanup(service.end)
        expected = service.ask("POST", "/v1/predict", WORDS, "text/plain")
        draw = random.Random(24)
        statuses, end = {}, time.monotonic() + float(os.environ.get("WP_FUZZ_SECONDS", "8"))
        while time.monotonic() < end:
            request = self.request(draw)
            with socket.create_connection(("127.0.0.1", service.port), timeout=30) as open_:
                try:
                    open_.sendall(request)
                    open_.shutdown(socket.SHUT_WR)
                    reply = open_.recv(100)
                except OSError:
                    reply = b""
            status = int(reply[9:12]) if reply.startswith(b"HTTP/1.") else 0
            statuses[status] = statuses.get(status, 0) + 1
            self.assertNotIn(status, (500, 502, 503), request[:2000])
            if sum(statuses.values()) % 50 == 0:
                self.assertEqual(service.ask("POST", "/v1/predict", WORDS, "text/plain"), expected)
        self.assertIsNone(service.process.poll())
        self.assertGreater(sum(statuses.values()), 200)
        self.assertGreater(statuses.get(400, 0), 20)


NAMES = {"run": "Rush", "pass": "Pass Reception", "punt": "Punt", "field_goal": "Field Goal Good",
         "kickoff": "Kickoff", "qb_kneel": "Rush", "qb_spike": "Pass Incompletion",
         "no_play": "Penalty"}


def feed_of(rows):
    """ESPN's shape of a simulated game: ids, sides and clocks as that feed has them."""
    home = rows[0]["home_team"]
    plays, score = [], [0, 0]
    for row in rows:
        kind = NAMES.get(row["play_type"])
        if row["posteam"] is None or kind is None:
            continue
        seconds = int(row["game_seconds_remaining"])
        quarter = min(4, 4 - max(0, seconds - 1) // 900)
        clock = seconds - (4 - quarter) * 900
        has_ball = row["posteam"] == home
        side = has_ball != (kind == "Kickoff")
        yards = row["yardline_100"] or 65
        own, other = int(row["posteam_score"]), int(row["defteam_score"])
        score = [own, other] if has_ball else [other, own]
        plays.append({
            "id": f"88{int(row['play_id'])}", "sequenceNumber": str(100 * int(row["play_id"])),
            "type": {"text": kind}, "homeScore": score[0], "awayScore": score[1],
            "period": {"number": quarter},
            "clock": {"displayValue": f"{clock // 60}:{clock % 60:02}"},
            "modified": "2024-09-08T17:00Z",
            "start": {"team": {"id": "34" if side else "33"}, "down": int(row["down"] or 0),
                      "distance": int(row["ydstogo"] or 0),
                      "yardLine": int(100 - yards if side else yards)},
        })
    for before, after in zip(plays, plays[1:]):
        # The feed's score is the one after the play.
        before["homeScore"], before["awayScore"] = after["homeScore"], after["awayScore"]
    plays.append({"id": "8899999", "sequenceNumber": "9999900", "type": {"text": "End of Game"},
                  "homeScore": score[0], "awayScore": score[1], "period": {"number": 4},
                  "clock": {"displayValue": "0:00"}, "start": {}, "modified": "2024-09-08T20:00Z"})
    return plays


def summary_of(plays, state):
    competitors = [{"homeAway": "home", "id": "34"}, {"homeAway": "away", "id": "33"}]
    return {"header": {"id": "88", "season": {"year": 2024, "type": 2}, "week": 1,
                       "competitions": [{"status": {"type": {"state": state}},
                                         "competitors": competitors}]},
            "drives": {"previous": [{"plays": plays}]},
            "pickcenter": [{"spread": -3.0, "overUnder": 44.5}]}


class Feed(http.server.BaseHTTPRequestHandler):
    """Replays a game with everything that feeds do wrong."""

    plays, asked, turn, conditional = [], 0, 0, 0
    generator = random.Random(3)
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        kind = type(self)
        kind.asked += 1
        if self.path.endswith("/scoreboard"):
            event = summary_of([], "in")["header"]
            body = json.dumps({"events": [event]}).encode()
            return self.answer(200, body)
        known = self.headers.get("if-none-match")
        if known:
            kind.conditional += 1
        luck = kind.generator.random()
        if luck < 0.06:
            return self.answer(429, b"", retry_after="0")
        if luck < 0.10:
            return self.answer(503)
        if luck < 0.14:
            self.close_connection = True
            return self.connection.close()
        if luck < 0.24 and known == f'"{kind.turn}"':
            return self.answer(304)
        kind.turn = min(kind.turn + 4, len(kind.plays) + 8)
        done = kind.turn >= len(kind.plays) + 8
        plays = [dict(play) for play in kind.plays[:kind.turn]]
        if not done and plays:
            if luck < 0.40:
                # A spot that is corrected with the next answer, and a clock that jumped.
                plays[-1]["start"] = {**plays[-1]["start"], "yardLine": 33}
                plays[-1]["clock"] = {"displayValue": "14:59"}
            if luck > 0.85:
                # A play that did not happen, one that is late, one that is doubled.
                plays.append({**plays[-1], "id": "8877777", "sequenceNumber": "7777700"})
                plays.pop(len(plays) // 2)
                plays.append(plays[0])
        body = json.dumps(summary_of(plays, "post" if done else "in")).encode()
        if 0.40 <= luck < 0.46 and not done:
            body = body[: len(body) // 2]
        self.answer(200, body, etag=f'"{kind.turn}"')


class Watch(unittest.TestCase):
    def test_a_bad_feed_ends_with_the_finished_game(self):
        Feed.plays = feed_of(sample_rows())
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed)
        self.addCleanup(server.server_close)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.addCleanup(server.shutdown)
        service = Service(WP_TOKEN="a long token")
        self.addCleanup(service.end)
        source = f"http://127.0.0.1:{server.server_port}/nfl"
        began = time.monotonic()
        done = wp("watch", "--source", source, "--game", "88", "--interval", "0.02", "--json",
                  "--to", service.address, "--token", "a long token")
        self.assertEqual(done.returncode, 0, done.stderr)
        # One request an interval, at most.
        self.assertLessEqual(Feed.asked, (time.monotonic() - began) / 0.02 + 2)
        self.assertGreater(Feed.conditional, 5)
        held = {}
        for line in done.stdout.splitlines():
            event = json.loads(line)
            if event.get("deleted"):
                held.pop(event["play_id"], None)
            else:
                held[event["play"]["play_id"]] = event["play"]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "summary.json"
            path.write_text(json.dumps(summary_of(Feed.plays, "post")))
            whole = wp("watch", "--source", str(path), "--once", "--json")
            follow = wp("score", "--follow", "--format", "espn", stdin=path.read_text())
        self.assertEqual(whole.stdout, follow.stdout)
        finished = [json.loads(line)["play"] for line in whole.stdout.splitlines()]
        self.assertGreater(len(finished), 100)
        self.assertEqual(held, {play["play_id"]: play for play in finished})
        # The service has the same game.
        status, text = service.ask("GET", "/v1/games/2024_01_BAL_HOU")
        self.assertEqual(status, 200, text)
        game = json.loads(text)
        self.assertTrue(game["over"])
        # One writes 32-bit numbers with their own digits, the other as 64-bit ones.
        key = lambda p: (p["play_id"], p["basis"], struct.pack("f", p["home_wp"]))
        self.assertEqual([key(p) for p in game["plays"]], [key(p) for p in finished])

    def test_the_scoreboard_tells_which_games_are_on(self):
        Feed.plays, Feed.turn = feed_of(sample_rows())[:8], 0
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed)
        self.addCleanup(server.server_close)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.shutdown)
        source = f"http://127.0.0.1:{server.server_port}"
        done = ""
        for _ in range(10):
            done = wp("watch", "--source", source, "--once").stdout
            if done:
                break
        self.assertIn("2024_01_BAL_HOU", done)

    def test_what_is_wrong_is_said(self):
        done = wp("watch", "--source", "nothing.json")
        self.assertEqual(done.returncode, 1)
        self.assertIn("nothing.json", done.stderr)
        done = wp("watch", "--source", "http://127.0.0.1:9", "--game", "x")
        self.assertEqual(done.returncode, 2)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "half.json"
            path.write_text('{"header": {')
            done = wp("watch", "--source", str(path), "--once")
            self.assertIn("only a part of it", done.stderr)
            done = wp("score", "--follow", "--format", "espn", stdin="{}")
            self.assertEqual(done.returncode, 2)
            self.assertIn("header.competitions", done.stdout)


if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        WP = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
