//! The files of the demonstration.

/// A file that comes with a line.
pub(super) struct Attachment {
    pub(super) name: &'static str,
    pub(super) bytes: &'static [u8],
    /// What it shows.
    pub(super) description: &'static str,
    /// The length in milliseconds of a voice message, and how loud it is over time.
    pub(super) voice: Option<(i64, &'static [u8])>,
}

pub(super) const CHANNEL_PLAN: Attachment = Attachment {
    name: "channel-plan.webp",
    bytes: include_bytes!("channel-plan.webp"),
    description: "Floor plan of the north zone, second floor: access points on channels 36, 52 and 149, with no two \
                  neighbors on the same channel",
    voice: None,
};

pub(super) const VOICE_MESSAGE: Attachment = Attachment {
    name: "Voice message.ogg",
    bytes: include_bytes!("voice-message.ogg"),
    description: "",
    voice: Some((
        7440,
        &[
            89, 96, 85, 71, 68, 29, 0, 0, 52, 82, 66, 73, 86, 25, 53, 75, 53, 75, 83, 74, 98, 87,
            82, 29, 100, 95, 76, 62, 94, 79, 64, 90, 60, 40, 0, 0, 50, 80, 69, 65, 95, 58, 78, 84,
            62, 29, 81, 86, 73, 88, 69, 82, 76, 66, 81, 90, 49, 0, 0, 0,
        ],
    )),
};
