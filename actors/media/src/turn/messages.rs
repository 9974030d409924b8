//! Reading requests and writing refusals.

use std::net::IpAddr;

use stun::attributes::{
    ATTR_MESSAGE_INTEGRITY, ATTR_NONCE, ATTR_REALM, ATTR_USERNAME, ATTR_XOR_PEER_ADDRESS, AttrType,
};
use stun::error_code::{ErrorCode, ErrorCodeAttribute};
use stun::integrity::MessageIntegrity;
use stun::message::{CLASS_ERROR_RESPONSE, Message, MessageType, Setter};
use stun::textattrs::TextAttribute;

/// The attribute REQUESTED-ADDRESS-FAMILY, and its value for IPv6.
const ATTR_FAMILY: AttrType = AttrType(0x0017);
const FAMILY_IPV6: u8 = 2;

/// Decodes a STUN message. Returns `None` for anything else.
pub(crate) fn decode(datagram: &[u8]) -> Option<Message> {
    if !stun::message::is_message(datagram) {
        return None;
    }
    let mut message = Message {
        raw: datagram.to_vec(),
        ..Message::default()
    };
    message.decode().is_ok().then_some(message)
}

/// True if the datagram has the form of ChannelData: the first two bits are 01.
pub(crate) fn is_channel_data(datagram: &[u8]) -> bool {
    datagram.first().is_some_and(|first| first & 0xc0 == 0x40)
}

/// What a request says about who sends it.
pub(crate) struct Claim {
    pub(crate) username: String,
    pub(crate) realm: String,
    pub(crate) nonce: String,
}

/// Returns what a signed request claims, or `None` for one without a signature or without any of the parts.
pub(crate) fn claim(message: &Message) -> Option<Claim> {
    let text = |kind| {
        TextAttribute::get_from_as(message, kind)
            .ok()
            .map(|found| found.text)
    };
    message.contains(ATTR_MESSAGE_INTEGRITY).then_some(())?;
    Some(Claim {
        username: text(ATTR_USERNAME)?,
        realm: text(ATTR_REALM)?,
        nonce: text(ATTR_NONCE)?,
    })
}

/// True if the request was signed with this key.
pub(crate) fn is_signed(message: &Message, key: &[u8]) -> bool {
    MessageIntegrity(key.to_vec())
        .check(&mut message.clone())
        .is_ok()
}

/// True if the request asks for a relay with an IPv6 address.
pub(crate) fn wants_ipv6(message: &Message) -> bool {
    message
        .get(ATTR_FAMILY)
        .is_ok_and(|value| value.first() == Some(&FAMILY_IPV6))
}

/// Returns every peer that a request names, or `None` if one cannot be read.
pub(crate) fn peers(message: &Message) -> Option<Vec<IpAddr>> {
    let attributes = message.attributes.0.iter();
    let peers = attributes.filter(|attribute| attribute.typ == ATTR_XOR_PEER_ADDRESS);
    peers
        .map(|attribute| peer(&attribute.value, message))
        .collect()
}

fn peer(value: &[u8], message: &Message) -> Option<IpAddr> {
    let (family, address) = (*value.get(1)?, value.get(4..)?);
    // The mask is the header after the length: the cookie and the transaction id.
    let mask = message.raw.get(4..20)?;
    let plain = |index: usize| Some(address.get(index)? ^ mask.get(index)?);
    match family {
        1 if address.len() == 4 => Some(IpAddr::from([plain(0)?, plain(1)?, plain(2)?, plain(3)?])),
        2 if address.len() == 16 => {
            let bytes: Option<Vec<u8>> = (0..16).map(plain).collect();
            Some(IpAddr::from(<[u8; 16]>::try_from(bytes?).ok()?))
        }
        _ => None,
    }
}

/// What a refusal contains beside its code.
pub(crate) enum Proof<'a> {
    /// A realm and a nonce, with which to try again.
    Challenge { realm: &'a str, nonce: String },
    /// A signature, as the client is known.
    Signed(&'a [u8]),
}

/// Returns the bytes of a refusal.
pub(crate) fn refusal(request: &Message, code: ErrorCode, proof: Proof<'_>) -> Option<Vec<u8>> {
    let mut setters: Vec<Box<dyn Setter>> = vec![
        Box::new(Message {
            transaction_id: request.transaction_id,
            ..Message::default()
        }),
        Box::new(MessageType::new(request.typ.method, CLASS_ERROR_RESPONSE)),
        Box::new(ErrorCodeAttribute {
            code,
            reason: vec![],
        }),
    ];
    match proof {
        Proof::Challenge { realm, nonce } => {
            setters.push(Box::new(TextAttribute::new(ATTR_NONCE, nonce)));
            setters.push(Box::new(TextAttribute::new(ATTR_REALM, realm.to_owned())));
        }
        Proof::Signed(key) => setters.push(Box::new(MessageIntegrity(key.to_vec()))),
    }
    let mut message = Message::new();
    message.build(&setters).is_ok().then_some(message.raw)
}
