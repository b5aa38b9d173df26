"""Asks the app for one of its own pages and weighs the answer, without a network."""

import asyncio

from fastapi import FastAPI


class PageScale:
    """`scale("/en/packs/a")` gives the bytes a browser would receive."""

    def __init__(self, app: FastAPI, *, host: str) -> None:
        self._app = app
        self._origin = f"http://{host}"

    def __call__(self, address: str) -> int:
        return asyncio.run(self._weigh(address))

    async def _weigh(self, address: str) -> int:
        # A client takes long to read in, and a server that only reads needs none.
        import httpx  # noqa: PLC0415 - see above

        transport = httpx.ASGITransport(app=self._app)
        async with httpx.AsyncClient(
            transport=transport, base_url=self._origin
        ) as client:
            request = client.build_request(
                "GET", address, headers={"Accept-Encoding": "br"}
            )
            answer = await client.send(request, stream=True)
            weight = sum([len(chunk) async for chunk in answer.aiter_raw()])
            await answer.aclose()
        answer.raise_for_status()
        return weight
