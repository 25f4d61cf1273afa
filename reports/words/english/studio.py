"""The English texts of the studio."""

STUDIO_DROP = "Drop recordings or videos here"
STUDIO_PICK, STUDIO_PICK_FOLDER = "Choose files", "Choose a folder"
STUDIO_PRIVATE = "Recognised on this machine only, without any network; nobody but you sees it."
STUDIO_NEEDS_SCRIPT = "Uploading needs scripts: please allow them in your browser."
STUDIO_CHOICES = "Settings"
STUDIO_LANGUAGE, STUDIO_AS_NIGHT = "Language", "as the night"
STUDIO_LANGUAGES = {
    "zh": "Mandarin",
    "en": "English",
    "yue": "Cantonese",
    "ja": "Japanese",
    "ko": "Korean",
    "auto": "detect",
}
STUDIO_ONE_LANGUAGE = "This model knows its own language only; no other can be chosen."
STUDIO_UNKNOWN_MODEL = "The model was never loaded: only then is it known which languages there are to choose, and whether speakers can be told apart."  # noqa: E501  # one text
STUDIO_NIGHT_WORDS = "use the night's hotwords"
STUDIO_OWN_WORDS, STUDIO_WORDS_NOTE = (
    "More hotwords (one a line)",
    "2 to 8 Hanzi; write letters as they sound.",
)
STUDIO_ITN = "write numbers with digits (the spoken text is kept, too)"
STUDIO_ROLES_HEAD = "Who is on the two channels"
STUDIO_ROLES = {
    "as_set": "by the settings (channels)",
    "agent_first": "left agent, right customer",
    "customer_first": "left customer, right agent",
    "unnamed": "two speakers without roles",
}
STUDIO_SPEAKERS = "tell speakers of a single channel apart"
STUDIO_NO_SPEAKERS = "No speaker model is configured (channels.speaker_model, such as cam++): in recordings of one channel nobody knows who speaks."  # noqa: E501  # one text
STUDIO_PUNCTUATION = "set punctuation marks"
STUDIO_NO_PUNCTUATION = "No punctuation model is configured (recogniser.punctuation, such as ct-punc): there are only the marks that the recogniser sets itself."  # noqa: E501  # one text
STUDIO_DETECTION = "Speech detection"
STUDIO_THRESHOLDS = {
    "threshold": "Threshold (lower hears more, noise included)",
    "speech_ms": "Shortest speech (ms)",
    "silence_ms": "Pause that ends a stretch (ms)",
    "longest_s": "Longest stretch (s)",
}
STUDIO_DETECTION_NOTE = (
    "As the night has them. Lower the threshold where speech is missed; "
    "lengthen the pause where sentences are cut."
)
STUDIO_OWN_DETECTION = (
    "This is fsmn-vad (recogniser.vad): its thresholds are in its own model and cannot be changed here."
)
STUDIO_DETECT_AGAIN = "Recognise again with these thresholds"
STUDIO_QUEUE, STUDIO_EMPTY = "In hand and just done", "No recordings yet. Drop one in."
STUDIO_HISTORY, STUDIO_TRASH = "History", "Trash"
STUDIO_STATES = {
    "uploading": "uploading",
    "queued": "waiting",
    "running": "recognising",
    "done": "done",
    "failed": "failed",
    "stopped": "stopped",
}
STUDIO_LISTENING = "looking for speech"
STUDIO_STOPPING = "stopping"
STUDIO_NO_SPEECH = "no speech was heard"
STUDIO_OPEN, STUDIO_AGAIN, STUDIO_DISCARD = "Open", "Recognise again", "Delete"
STUDIO_RESTORE, STUDIO_ERASE, STUDIO_EMPTY_TRASH = "Get back", "Delete for good", "Empty the trash"
STUDIO_ERASE_NOTE = "What is deleted for good, recording and text, cannot be got back."
STUDIO_TRASH_EMPTY, STUDIO_NOTHING_FOUND = "The trash is empty.", "Nothing was found."
STUDIO_SEARCH, STUDIO_SEARCH_IN = "Find", "file name, title or text"
STUDIO_NAME, STUDIO_ADDED, STUDIO_LENGTH, STUDIO_TOOK = "File", "Added", "Length", "Took"
STUDIO_MODEL, STUDIO_LOAD, STUDIO_UNLOAD = "Engine", "Load the model", "Unload the model"
STUDIO_BUSY = "It is recognising: unload it when that is done or stopped."
STUDIO_WRITTEN, STUDIO_SPOKEN = "as written", "as spoken"
STUDIO_SAVE_AS, STUDIO_TITLE, STUDIO_SPEAKER_NAMES = "Save as", "Title", "Name the speakers"
STUDIO_SPEECH, STUDIO_SPEECH_NOTE = (
    "Where speech was heard",
    "Speech detection: stretches in which somebody speaks are found first, and only these are recognised.",
)
STUDIO_EDITS, STUDIO_WORDS_USED, STUDIO_WORDS_BY_SOUND, STUDIO_WORDS_UNUSED = (
    "Corrections",
    "Hotwords that were used",
    "Hotwords put in by sound",
    "Hotwords that this model cannot use",
)
STUDIO_OFFERED = "Words from your corrections may serve as hotwords when it is recognised again:"
STUDIO_FOOTER = "Nothing leaves this machine, and nobody but you sees it; numbers are not hidden here."
STUDIO_BACK = "Back to the studio"
STUDIO_KEYS = (
    ("space", "play or pause"),
    ("← / →", "back or forward 5 seconds"),
    ("?", "open or close this window"),
)
STUDIO_SCRIPT = {
    "sending": "uploading {percent}%",
    "waits": "waits to be uploaded",
    "whole": "uploaded",
    "broken": "no connection; goes on in {seconds} seconds",
    "failed": "was not uploaded",
    "signedOut": "You are signed out: sign in and drop the file again, it goes on where it stopped",
    "edit": "edit",
    "save": "save",
    "cancel": "cancel",
    "leaving": "Some files are not uploaded yet",
}
WHOLE_TEXT = "Back to the text"
LIVE, LIVE_START, LIVE_CAPTIONS, LIVE_LEVEL = "Live", "Start speaking", "Captions", "Level"
LIVE_NOTE = (
    "Grey words may still change, black ones stay. Nothing is kept unless you keep it as a recording;"
    " it is gone when you leave this page."
)
LIVE_NEEDS_HTTPS = (
    "Browsers allow a microphone over https or on this machine only. Please ask for a certificate of the"
    " console (console.tls), or open it on the machine that runs callqa."
)
LIVE_OFF = "Live text is switched off (console.live.sessions is 0)."
LIVE_KEEP, LIVE_SAVE = "Keep as a recording and recognise it again", "Save as txt"
LIVE_RULES, LIVE_HITS = "Who speaks", "Rules that hit"
LIVE_ROLES = {
    "agent": "the agent: rules for agents",
    "customer": "the customer: rules for customers",
    "unknown": "nobody knows: rules for whoever speaks",
    "off": "no rules",
}
LIVE_RULES_NOTE = (
    "The rule book is the one that is published now; a critical hit shows at once at the top. "
    "Hits are not kept either."
)
LIVE_SCRIPT = {
    "severity_critical": "critical",
    "severity_high": "high",
    "severity_medium": "medium",
    "severity_low": "low",
    "noRules": "The rule book cannot be used now; there is only the text. Ask whoever looks after the rules.",
    "broken": "The connection broke off and is taken up again: what you say waits in this page",
    "start": "Start speaking",
    "stop": "Stop",
    "loading": "getting ready; a model that is not loaded takes seconds, or tens of them",
    "listening": "listening",
    "silence": "No sound: is the microphone muted, or the wrong one?",
    "slow": "The network is slow: the text comes later, no sound is lost",
    "denied": "The browser does not allow the microphone: allow it beside the address",
    "none": "No microphone was found",
    "4401": "You are signed out; please sign in again",
    "4403": "Your account may not do this",
    "4413": "Too much was sent; disconnected",
    "4429": "All places are taken, or the night uses the device; please try again later",
    "lost": "Disconnected: what was said is still here; start again to go on",
    "kept": "It is in the studio now",
    "failed": "It was not kept",
    "name": "live",
}
MINUTES, MINUTES_SAVE = "Minutes", "Save as Markdown"
MINUTES_SPEAKERS, MINUTES_CHAPTERS = "Speakers", "Chapters"
MINUTES_ACTIONS, MINUTES_NO_ACTIONS = "To do", "Nobody was heard saying who does what when."
MINUTES_ACTION_COLUMNS = ("Time", "Speaker", "Who", "When", "In their words")
MINUTES_FIGURES, MINUTES_NO_FIGURES = "Numbers and dates", "No numbers and no dates."
MINUTES_MENTIONS = "Hotwords that were said"
MINUTES_NOTE = "Taken out of the transcript by rules: every line was said as it stands, at the time beside it. No language model, nothing put into other words."  # noqa: E501  # one text
MINUTES_NOTE_BESIDE = (
    "All but the summary is picked out of the text by rules: every line was said, with its time beside it."
)
GENERATED = "Summary (generated by a language model)"
GENERATED_OLD = "The text was corrected since: generate it again for a new one."
GENERATED_NOTHING = "Nothing that holds."
SHEET = "Transcript"
SHEET_COLUMNS = ("Start", "End", "Speaker", "Text", "As spoken")


def generate_with(model: str, host: str) -> str:
    """Offer a summary by a model, and say where the text goes."""
    return (
        f"Summarise with {model} (sends the text to {host})"
        if host
        else f"Summarise with {model} on this machine"
    )


def footer_with(host: str) -> str:
    """Say where the content of the minutes goes."""
    return (
        f"The sound has not left this machine; a summary sends the text to {host}. "
        "Nobody but you sees it; numbers are not hidden here."
    )


def generated_by(model: str) -> str:
    """Say that what follows is generated."""
    return (
        f"Generated by {model}, perhaps wrong; "
        "beside each sentence are the times that it rests on, and what was said there holds."
    )


def generated_refused(count: int) -> str:
    """Say how much of an answer was not taken."""
    return f"{count} more rested on nothing, or quoted words or numbers that nobody said, and were refused."


def channel_name(channel: int) -> str:
    """Name a channel."""
    return f"Channel {channel + 1}"


def upload_limits(max_mb: int, files: int, left_mb: int, days: int | None) -> str:
    """Say how much may be uploaded now, and how long it is kept."""
    kept = f"Kept for {days} days." if days else "Kept until you delete it."
    return f"At most {max_mb} MB a file; room for {files} more files, {left_mb} MB together. {kept}"


def place_in_queue(number: int) -> str:
    """Say how many are done before."""
    return f"number {number} in the queue"


def recognised(done_s: int, found_s: int) -> str:
    """Say how far a recording is."""
    return f"{done_s} of {found_s} seconds of speech recognised"


def remaining(seconds: int) -> str:
    """Say about how long something still takes."""
    return (
        f"about {seconds // 60} min {seconds % 60:02} s left" if seconds >= 60 else f"about {seconds} s left"
    )


def done_in(seconds: float, pace: float) -> str:
    """Say how long it took, and what that means."""
    return f"took {seconds:.1f} s, {pace:.1f} s of recording a second"


def received(done_mb: float, size_mb: float) -> str:
    """Say how much of a recording has come."""
    return f"{done_mb:.1f} of {size_mb:.1f} MB"


def received_part(done_mb: float, size_mb: float) -> str:
    """Say that an upload broke off, and how it goes on."""
    return f"only {done_mb:.1f} of {size_mb:.1f} MB came: drop the same file again, and it goes on"


def engine_state(state: str, seconds: int) -> str:
    """Say where the engine stands."""
    return {
        "unloaded": "not loaded; loads by itself when it is needed",
        "loading": f"loading for {seconds} s",
        "ready": "loaded",
        "night": "the night uses its device; goes on after it",
        "broken": "cannot be started",
    }[state]


def engine_facts(model: str, device: str, asked: str, cores: int) -> str:
    """Say what the engine really runs on, and why."""
    if device == "cpu":
        why = "as the settings say" if asked == "cpu" else "no accelerator was found"
        return f"{model} on the CPU ({cores} cores; {why})"
    return f"{model} on {device}"


def trash_days(days: int) -> str:
    """Say how long something stays in the trash."""
    return f"What is deleted stays here for {days} days."


def edited(speaker: str, offset: str) -> str:
    """Name a turn that was corrected."""
    return f"{offset} {speaker}"


def stretches(count: int, seconds: float) -> str:
    """Say how much speech was found on a channel."""
    return f"{count} stretches, {seconds:.0f} s together"
