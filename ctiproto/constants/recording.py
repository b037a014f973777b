"""Media and recording.  Guide: Constants and Status Codes."""

from __future__ import annotations

from ctiproto.constants.enumeration import WireEnum, coded


class RTPDirection(WireEnum, prefix="RTP_DIRECTION_"):
    """RTP Direction."""

    INPUT = 0  # received media
    OUTPUT = 1  # sent media
    BIDIRECTIONAL = 2  # both ways


class RTPType(WireEnum, prefix="RTP_TYPE_"):
    """RTP Type."""

    AUDIO = 0  # audio
    VIDEO = 1  # video
    DATA = 2  # data


class EchoCancellation(WireEnum, prefix="ECHO_CANCELLATION_"):
    """Echo Cancellation."""

    OFF = 0  # off
    ON = 1  # on


class PlayToneDirection(WireEnum, prefix="PLAYTONE_"):
    """Play Tone Direction."""

    LOCAL_ONLY = coded(0, since=23)  # tone to local party
    REMOTE_ONLY = coded(1, since=23)  # tone to remote party
    BOTH = coded(2, since=23)  # tone to both
    NONE = coded(3, since=23)  # no tone (default)


class InvocationType(WireEnum, prefix="RECORDING_INVOCATION_TYPE_"):
    """Invocation Type."""

    SILENT = coded(0, since=23)  # status hidden on phone (default)
    USER = coded(1, since=23)  # status shown on phone


class RecordingType(WireEnum, prefix="CALL_RECORDING_TYPE_"):
    """Recording Type."""

    NONE = coded(0, since=23)  # none
    AUTOMATIC = coded(1, since=23)  # automatic
    APPLICATION_INITIATED_SILENT = coded(2, since=23)  # application, silent
    USER_INITIATED_FROM_DEVICE = coded(3, since=23)  # user at phone
    USER_INITIATED_FROM_APPLICATION = coded(4, since=23)  # user through application


class MediaForkingDeviceType(WireEnum, prefix="CALL_RECORDING_MEDIA_FORKING_DEVICE_TYPE_"):
    """Media Forking Device Type."""

    NONE = coded(0, since=23)  # none
    PHONE = coded(1, since=23)  # phone forks
    GW = coded(2, since=23)  # gateway forks


class RecorderType(WireEnum, prefix="CALL_RECORDING_MEDIA_FORKING_RECORDER_TYPE_"):
    """Recorder Type."""

    UNKNOWN = coded(0, since=23)  # unknown
    OPTIONAL_RECORDER = coded(1, since=23)  # optional
    MANDATORY_RECORDER = coded(2, since=23)  # mandatory


class RecorderStatus(WireEnum, prefix="CALL_RECORDING_MEDIA_FORKING_RECORDER_STATUS_"):
    """Recorder Status."""

    UNKNOWN = coded(0, since=23)  # unknown
    SUCCESS = coded(1, since=23)  # success
    FAILURE = coded(2, since=23)  # failure
