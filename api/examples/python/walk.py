#!/usr/bin/env python3
"""A walk through the stub and its control API, with Python's standard library alone: walk.py BASE_URL."""

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid

BASE = sys.argv[1]
LINK = "https://static.rask.ai/samples/sample_1.mp4"
# The control API takes the same bearer token for the name of the world that it is about.
TOKEN = f"python-{uuid.uuid4()}"


def call(method, path, body=None, token=TOKEN, headers=None):
    """Returns status and answer: JSON as what it means, anything else as bytes."""
    headers = dict(headers or {})
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None
    if body is not None:
        data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
    request = urllib.request.Request(urllib.parse.urljoin(BASE, path), data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return answer_of(response)
    except urllib.error.HTTPError as error:
        with error:
            return answer_of(error)


def answer_of(response):
    content = response.read()
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    return response.status, json.loads(content) if is_json else content


def control(method, path, body=None):
    return call(method, f"/_stub/{path}", body)


def count(**query):
    return control("GET", "journal/count?" + urllib.parse.urlencode(query))[1]["count"]


def upload(tries=5):
    """Tries again as long as the response is 429, as a client of the service would after a pause."""
    status, media = call("POST", "/api/library/v1/media/link", {"link": LINK, "kind": "video", "name": "Walk"})
    if status == 429 and tries > 1:
        return upload(tries - 1)
    expect(status, 200)
    return media


def get(media_id, token=TOKEN):
    return call("GET", f"/api/library/v1/media/{media_id}", token=token)


def expect(got, want):
    if got != want:
        sys.exit(f"got {got!r}, want {want!r}")


def ok(step):
    print("ok ", step)


expect(control("GET", "ready"), (200, {"status": "ok"}))
ok("the stub is ready")

_, told = control("PUT", "faults", {"faults": ["429,first=2,on=uploadMediaLink"]})
expect(told["faults"][0]["count"], 0)
uploaded = upload()
expect(uploaded["status"], "processing")
expect(count(operation="uploadMediaLink"), 3)
expect(count(operation="uploadMediaLink", status=429), 2)
ok("an upload that is refused with 429 is tried again")

_, clock = control("PATCH", "clock", {"advance": "10m"})
expect(clock["frozen"], False)
_, ready = get(uploaded["id"])
expect(ready["status"], "ready")
expect(ready["preview"]["kind"], "image")
ok("ten minutes later the media is ready")

status, content = call("GET", ready["url"], token=None)
expect((status, len(content)), (200, ready["meta"]["size_bytes"]))
status, rest = call("GET", ready["url"], token=None, headers={"Range": "bytes=1000-"})
expect((status, rest), (206, content[1000:]))
ok("its file is there, in whole and in part")

control("PUT", "scenarios", {"scenarios": ["never-ready"]})
held = upload()
_, failed = control("PUT", f"media/{held['id']}/status", {"status": "failed"})
expect(failed["status"], "failed")
expect(get(held["id"])[1]["status"], "failed")
ok("a media fails when it is told to")

expect(get(uuid.uuid4())[0], 404)
status, invalid = call("POST", "/api/library/v1/media/link", {})
expect((status, invalid["detail"][0]["loc"]), (422, ["body", "link"]))
expect(get(uploaded["id"], token=None)[0], 401)
expect(control("PUT", "faults", {"faults": ["rain"]})[0], 422)
ok("what is wrong is refused: 404, 422, 401")

_, nothing = control("GET", "journal?verdict=violation&pointer=")
expect(nothing["count"], 0)  # the pointer "" is the whole body, and what broke the contract was the link
_, broken = control("GET", "journal?verdict=violation&pointer=/link")
expect(broken["exchanges"][0]["violations"][0]["rule"], "required")
_, archive = control("GET", "journal/har")
expect(archive["log"]["version"], "1.2")
ok("the journal tells of it, and is an archive too")

expect(control("POST", "reset")[0], 204)
expect(control("GET", "media")[1]["count"], 0)
ok("the world is what it was")
