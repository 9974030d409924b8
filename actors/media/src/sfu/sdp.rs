//! What is to be known of a session description, beside what the library makes of it.

/// The parts of a description that forwarding depends on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) ufrag: String,
    pub(crate) password: String,
    pub(crate) sections: Vec<Section>,
}

/// A section of media.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) mid: String,
    pub(crate) is_video: bool,
    pub(crate) is_audio: bool,
    /// True if who wrote the description sends in this section.
    pub(crate) sends: bool,
    pub(crate) track: String,
    pub(crate) codecs: Vec<Codec>,
    pub(crate) extensions: Vec<(u8, String)>,
    pub(crate) ssrcs: Vec<u32>,
    pub(crate) rids: Vec<String>,
    /// True for port 0, and true if that only says that the section goes with another one (RFC 8843, section 6).
    has_no_port: bool,
    is_bundle_only: bool,
}

/// A payload type and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Codec {
    pub(crate) payload_type: u8,
    pub(crate) name: String,
    pub(crate) parameters: String,
}

/// The largest number of sections: eight tracks of each of 50 participants.
const MAX_SECTIONS: usize = 400;

impl Section {
    /// Returns the id of a header extension in this section.
    pub(crate) fn extension(&self, uri: &str) -> Option<u8> {
        self.extensions
            .iter()
            .find(|(_, found)| found == uri)
            .map(|(id, _)| *id)
    }

    /// Returns the payload type of a codec, in lower case.
    pub(crate) fn payload_type(&self, name: &str) -> Option<u8> {
        self.codecs
            .iter()
            .find(|codec| codec.name == name)
            .map(|codec| codec.payload_type)
    }
}

impl Summary {
    /// Reads a description. Returns `None` for what is none.
    pub(crate) fn parse(sdp: &str) -> Option<Self> {
        let mut summary = Self::default();
        sdp.starts_with("v=0").then_some(())?;
        for line in sdp.lines() {
            if let Some(media) = line.strip_prefix("m=") {
                let (is_audio, is_video) =
                    (media.starts_with("audio "), media.starts_with("video "));
                summary.sections.push(Section {
                    is_audio,
                    is_video,
                    sends: true,
                    has_no_port: media.split(' ').nth(1) == Some("0"),
                    ..Section::default()
                });
                (summary.sections.len() <= MAX_SECTIONS).then_some(())?;
            } else if let Some(attribute) = line.strip_prefix("a=") {
                let (name, value) = attribute.split_once(':').unwrap_or((attribute, ""));
                summary.attribute(name, value);
            }
        }
        for section in &mut summary.sections {
            section.sends &= !section.has_no_port || section.is_bundle_only;
        }
        Some(summary)
    }

    fn attribute(&mut self, name: &str, value: &str) {
        match name {
            "ice-ufrag" => value.clone_into(&mut self.ufrag),
            "ice-pwd" => value.clone_into(&mut self.password),
            _ => {
                if let Some(section) = self.sections.last_mut() {
                    section.attribute(name, value);
                }
            }
        }
    }
}

impl Section {
    fn attribute(&mut self, name: &str, value: &str) {
        let (first, rest) = value.split_once(' ').unwrap_or((value, ""));
        match name {
            "mid" => value.clone_into(&mut self.mid),
            "bundle-only" => self.is_bundle_only = true,
            "recvonly" | "inactive" => self.sends = false,
            "msid" => rest.clone_into(&mut self.track),
            "rtpmap" => {
                if let Ok(payload_type) = first.parse() {
                    let name = rest
                        .split('/')
                        .next()
                        .unwrap_or_default()
                        .to_ascii_lowercase();
                    self.codecs.push(Codec {
                        payload_type,
                        name,
                        parameters: String::new(),
                    });
                }
            }
            "fmtp" => {
                let found = self
                    .codecs
                    .iter_mut()
                    .find(|codec| first.parse::<u8>() == Ok(codec.payload_type));
                if let Some(codec) = found {
                    rest.clone_into(&mut codec.parameters);
                }
            }
            "extmap" => {
                let id = first.split('/').next().and_then(|id| id.parse().ok());
                let uri = rest.split(' ').next().unwrap_or_default();
                self.extensions.extend(id.map(|id| (id, uri.to_owned())));
            }
            "ssrc" => {
                if let Ok(ssrc) = first.parse()
                    && !self.ssrcs.contains(&ssrc)
                {
                    self.ssrcs.push(ssrc);
                }
            }
            "rid" if rest.starts_with("send") => self.rids.push(first.to_owned()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = "v=0\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63\r\na=mid:0\r\na=ice-ufrag:abcd\r\na=ice-pwd:secret\r\n\
        a=sendonly\r\na=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\na=rtpmap:63 red/48000/2\r\n\
        a=ssrc:17 cname:x\r\na=ssrc:17 msid:x y\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=sendrecv\r\na=msid:stream track\r\n\
        a=extmap:4/sendonly urn:ietf:params:rtp-hdrext:sdes:mid\r\na=rtpmap:96 VP8/90000\r\n\
        a=rid:l send\r\na=rid:h send max-width=640\r\n\
        m=video 0 UDP/TLS/RTP/SAVPF 0\r\na=mid:2\r\n\
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:3\r\na=recvonly\r\n";

    #[test]
    fn sections_codecs_extensions_and_streams_are_found() {
        let summary = Summary::parse(OFFER).expect("a description");
        assert_eq!(
            (summary.ufrag.as_str(), summary.password.as_str()),
            ("abcd", "secret")
        );
        let [audio, video, rejected, data] = summary.sections.as_slice() else {
            panic!("four sections")
        };
        assert!(audio.is_audio && audio.sends && audio.ssrcs == [17]);
        assert_eq!(audio.payload_type("opus"), Some(111));
        assert_eq!(audio.codecs[0].parameters, "useinbandfec=1");
        assert!(video.is_video && video.rids == ["l", "h"] && video.track == "track");
        assert_eq!(
            video.extension("urn:ietf:params:rtp-hdrext:sdes:mid"),
            Some(4)
        );
        assert!(!rejected.sends && !data.sends && !data.is_audio);
    }

    #[test]
    fn a_section_without_a_port_of_its_own_sends_as_firefox_offers_it() {
        let sends = |attributes: &str| {
            let sdp = format!("v=0\r\nm=video 0 UDP/TLS/RTP/SAVPF 120\r\n{attributes}a=mid:1\r\n");
            Summary::parse(&sdp).expect("a description").sections[0].sends
        };
        assert!(sends("a=bundle-only\r\na=sendonly\r\n"));
        assert!(sends("a=sendrecv\r\na=bundle-only\r\n"));
        assert!(!sends("a=bundle-only\r\na=recvonly\r\n"));
        assert!(!sends("a=inactive\r\na=bundle-only\r\n"));
        assert!(!sends("a=sendonly\r\n"), "rejected");
    }

    #[test]
    fn what_is_no_description_is_refused() {
        assert_eq!(Summary::parse(""), None);
        assert_eq!(Summary::parse("hello"), None);
        assert_eq!(
            Summary::parse(&format!("v=0\n{}", "m=audio 9\n".repeat(1_000))),
            None
        );
    }
}
