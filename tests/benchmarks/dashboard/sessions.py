"""Sessions: how long do readers wait when many work at once?

Each session speaks the protocol of Streamlit's own frontend over a websocket: it opens a page, and then, every ten to fifteen
seconds, does what a reader does. An answer is complete when the server says that the page was run to its end.
"""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import suppress
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PAUSE_SECONDS = (10.0, 15.0)
PERIODS = ("7d", "28d", "12w", "all")
LARGEST_MESSAGE = 200_000_000


async def work_all(
    address: str, pages: list[str], session_count: int, seconds: float, seed: int = 0
) -> list[tuple[str, float]]:
    """Let sessions work side by side; return of each action (after a session's first) what it was, and its seconds."""
    chances = random.Random(seed)
    seeds = [chances.random() for _ in range(session_count)]
    waits = await asyncio.gather(*(_work(address, pages, seconds, one) for one in seeds))
    return [wait for session in waits for wait in session]


async def _work(address: str, pages: list[str], seconds: float, seed: float) -> list[tuple[str, float]]:
    chances = random.Random(seed)
    await asyncio.sleep(chances.uniform(0, PAUSE_SECONDS[1]))
    waits = []
    url = address.replace("http://", "ws://") + "/_stcore/stream"
    free = {"ping_interval": None, "max_queue": None}  # between its actions a session reads nothing
    async with connect(url, subprotocols=["streamlit"], max_size=LARGEST_MESSAGE, origin=address, **free) as socket:
        await act(socket, "", "")
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await asyncio.sleep(chances.uniform(*PAUSE_SECONDS))
            page, period = chances.choice(pages), chances.choice(PERIODS)
            waits.append((page, await act(socket, page, urlencode({"period": period}))))
    return waits


async def act(socket: ClientConnection, page: str, query: str) -> float:
    """Ask for a page with a query, wait until it was run to its end; return the seconds."""
    await _drain(socket)
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    started = time.perf_counter()
    await socket.send(message.SerializeToString())
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(await socket.recv())
        # A run that makes way for another one, as where a page sends on, is not the end.
        if (
            answer.WhichOneof("type") == "script_finished"
            and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        ):
            return time.perf_counter() - started


async def _drain(socket: ClientConnection) -> None:
    """Take in what came since the last answer, so that none of it is taken for the next."""
    with suppress(TimeoutError):
        while True:
            await asyncio.wait_for(socket.recv(), timeout=0.01)
