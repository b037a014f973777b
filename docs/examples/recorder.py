"""Serves as a recorder: it is asked to record calls and to stop, answers, and reports how it is."""

from __future__ import annotations

import argparse

import trio

from ctiproto.constants import ClientEventState, CTIService, ServerMode, StatusCode
from ctiproto.constants.limits import RECORDING_SERVER_EXCLUSIVE
from ctiproto.messages import (
    ClientEventReportReq,
    FailureConf,
    RegisterServiceReq,
    StartRecordingConf,
    StartRecordingReq,
    StopRecordingConf,
    StopRecordingReq,
    UnregisterServiceReq,
)
from ctiserver.client import ClientError, Session, Side, open_request, open_session, until_interrupted

SERVICE = "Cisco:CallRecording"


class Recorder:
    """The recordings of one session; a real recorder would keep what the agent's telephone streams to it."""

    def __init__(self, session: Session, most: int) -> None:
        self._session = session
        self._most = most
        self._recordings: dict[int, StartRecordingReq] = {}
        self._last = 0

    async def report(self, state: ClientEventState, text: str) -> None:
        """Tell the operators of the contact centre how the recorder is: it is an object of their alarms."""
        print(f"{state.name.lower()}: {text}", flush=True)
        await self._session.request(ClientEventReportReq(invoke_id=0, state=state, object_name="Recorder", text=text))

    async def start(self, asked: StartRecordingReq) -> None:
        """Begin to record, if there is room for one more."""
        if len(self._recordings) >= self._most:
            await self._session.send(FailureConf(invoke_id=asked.invoke_id, status=StatusCode.UNSPECIFIED_FAILURE))
            await self.report(ClientEventState.ERROR, f"no room for more than {self._most} recordings")
            return
        self._last += 1
        self._recordings[self._last] = asked
        print(f"{self._last}: recording call {asked.connection_call_id}, agent {asked.agent_id}", flush=True)
        # An answer has the InvokeID of what it answers.  ServerData is ours: it comes back when we are asked to stop,
        # and this SessionID says that no other recorder is to be asked.
        await self._session.send(
            StartRecordingConf(invoke_id=asked.invoke_id, session_id=RECORDING_SERVER_EXCLUSIVE, server_data=self._last)
        )

    async def stop(self, asked: StopRecordingReq) -> None:
        """Record no longer."""
        if self._recordings.pop(asked.server_data, None) is None:
            await self._session.send(FailureConf(invoke_id=asked.invoke_id, status=StatusCode.UNSPECIFIED_FAILURE))
            return
        was_full = len(self._recordings) + 1 >= self._most
        print(f"{asked.server_data}: stopped", flush=True)
        await self._session.send(StopRecordingConf(invoke_id=asked.invoke_id))
        if was_full:
            await self.report(ClientEventState.NORMAL, "there is room again")


async def serve(side: Side, most: int) -> None:
    """Record until interrupted."""
    request = open_request(version=25, services=CTIService.SERVICE_SERVER, client_id="recorder")
    async with until_interrupted(), open_session([side], request) as session:
        recorder = Recorder(session, most)
        mode = ServerMode.EXCLUSIVE
        service = await session.request(RegisterServiceReq(invoke_id=0, server_mode=mode, service_name=SERVICE))
        await recorder.report(ClientEventState.NORMAL, "ready to record")
        async with until_interrupted():  # this one ends before the session does, so that it can say farewell
            async for received in session:
                match received.message:
                    case StartRecordingReq() as asked:
                        await recorder.start(asked)
                    case StopRecordingReq() as asked:
                        await recorder.stop(asked)
        await recorder.report(ClientEventState.WARNING, "shutting down")
        await session.request(UnregisterServiceReq(invoke_id=0, registered_service_id=service.registered_service_id))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server", metavar="HOST:PORT")
    parser.add_argument("--most", type=int, default=100, help="how many calls can be recorded at a time (100)")
    words = parser.parse_args()
    if words.most < 1:
        parser.error(f"--most {words.most}: expected 1 or more")
    try:
        trio.run(serve, Side.at(words.server), words.most)
    except ClientError as error:
        raise SystemExit(f"recorder: {error}") from None


if __name__ == "__main__":
    main()
