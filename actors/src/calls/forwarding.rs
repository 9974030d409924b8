//! Carries out what a call has to do with the media plane.

use media::{Description, DescriptionKind, Media, Participant, RoomId};

use super::{
    actor::Running,
    ask::Described,
    effect::{Effect, Forward},
    state::Binding,
};
use crate::protocol::{
    ErrorCode, Event, Failure,
    calls::{IceCandidate, SessionDescription, WebrtcAnswerReceived, WebrtcOfferReceived},
    frame,
};

impl Running {
    /// Has the media plane do its part of the effects, and adds the frames that come of it.
    ///
    /// All of it is carried out; the first refusal is returned.
    pub(super) async fn forward(&self, effects: &mut Vec<Effect>) -> Result<(), Failure> {
        let Some(media) = &self.args.media else {
            return Ok(());
        };
        let mut refusal = Ok(());
        for effect in std::mem::take(effects) {
            let done = match effect {
                Effect::Forward(device, what) => {
                    let frame = self.forward_for(media, &device, what).await;
                    frame.map(|frame| effects.extend(frame))
                }
                Effect::CloseRoom => media.close_room(self.room()).await.map_err(refused),
                Effect::CutRelay(user) => {
                    media.remove_from_relay(user.as_str()).await;
                    Ok(())
                }
                other => {
                    effects.push(other);
                    Ok(())
                }
            };
            refusal = refusal.and(done);
        }
        refusal
    }

    fn room(&self) -> RoomId {
        RoomId(self.call.id().0)
    }

    async fn forward_for(
        &self,
        media: &Media,
        device: &Participant,
        what: Forward,
    ) -> Result<Option<Effect>, Failure> {
        let room = self.room();
        match what {
            Forward::Join(allowed) => {
                // Its former connections are gone, and with them what was offered on them.
                self.args.board.take_offer(self.call.id(), device, None);
                media.join(room, device, allowed).await
            }
            Forward::Leave => media.leave(room, device).await,
            Forward::Allow(allowed) => media.allow(room, device, allowed).await,
            Forward::Mute(muted) => media.mute(room, device, muted).await,
            Forward::Candidate(candidate) => media.candidate(room, device, plain(candidate)).await,
            Forward::View(view) => {
                // A device that has just left cannot be looked at, and nobody has to know.
                drop(
                    media
                        .view(room, device, &view.of, view.kind, view.view)
                        .await,
                );
                Ok(())
            }
            Forward::Answer(answer) => return self.answer_offer(media, device, answer).await,
            Forward::Publish { offer, kinds, to } => {
                let name = offer.offer_id;
                let offer = described(DescriptionKind::Offer, offer.description);
                let answer = media.publish(room, device, offer, kinds).await;
                let answer = answer.map_err(|error| self.refused(device, "offer", error))?;
                return Ok(Some(self.answered(device, to, (answer, name))));
            }
            Forward::OfferAgain(to) => return Ok(self.offered(device, to)),
        }
        .map_err(refused)?;
        Ok(None)
    }

    async fn answer_offer(
        &self,
        media: &Media,
        device: &Participant,
        answer: Described,
    ) -> Result<Option<Effect>, Failure> {
        let (board, call) = (&self.args.board, self.call.id());
        // The media plane may make its next offer before it returns.
        let to = answer.offer_id;
        let offer = board.take_offer(call, device, to.as_deref());
        let answer = described(DescriptionKind::Answer, answer.description);
        let accepted = media.answer(self.room(), device, answer, to).await;
        if let (Err(_), Some(offer)) = (&accepted, offer) {
            board.put_back(call, device, offer);
        }
        accepted.map_err(|error| self.refused(device, "answer", error))?;
        Ok(None)
    }

    /// Records that the media plane could not use what a device sent, and returns the device's refusal.
    fn refused(&self, device: &Participant, signal: &'static str, error: media::Error) -> Failure {
        metrics::counter!("orvale_chat_call_signals_refused_total", "signal" => signal)
            .increment(1);
        tracing::info!(
            call = self.call.id().0,
            user = &*device.user,
            device = &*device.device,
            "call: {signal} refused: {error}"
        );
        refused(error)
    }

    fn answered(
        &self,
        device: &Participant,
        to: Binding,
        (answer, name): (Description, Option<String>),
    ) -> Effect {
        let frame = frame::event(&Event::WebrtcAnswerReceived(WebrtcAnswerReceived {
            session_id: self.call.id(),
            answer: &SessionDescription {
                kind: "answer".into(),
                sdp: answer.sdp,
            },
            offer_id: name.as_deref(),
            from_user: None,
            from_device: None,
            device_id: &device.device,
        }));
        Effect::ToDevice((&*device.user).into(), to, frame)
    }

    fn offered(&self, device: &Participant, to: Binding) -> Option<Effect> {
        let offer = self.args.board.offer(self.call.id(), device)?;
        let frame = frame::event(&Event::WebrtcOfferReceived(WebrtcOfferReceived {
            session_id: self.call.id(),
            offer: &offer.description,
            offer_id: offer.offer_id.as_deref(),
            from_user: None,
            from_device: None,
            device_id: &device.device,
        }));
        Some(Effect::ToDevice((&*device.user).into(), to, frame))
    }
}

fn described(kind: DescriptionKind, description: SessionDescription) -> Description {
    Description {
        kind,
        sdp: description.sdp,
    }
}

fn plain(candidate: IceCandidate) -> media::Candidate {
    media::Candidate {
        candidate: candidate.candidate,
        sdp_mid: candidate.sdp_mid,
        sdp_m_line_index: candidate.sdp_m_line_index,
        username_fragment: candidate.username_fragment,
    }
}

/// The refusal that a client gets for an error of the media plane.
fn refused(error: media::Error) -> Failure {
    match error {
        media::Error::Description(reason) => Failure::invalid(reason),
        media::Error::Superseded => Failure::new(
            ErrorCode::Conflict,
            "This answers an offer that a later one has replaced.",
        ),
        media::Error::RoomFull => Failure::new(ErrorCode::Conflict, "The call is full."),
        media::Error::NotJoined => Failure::new(
            ErrorCode::Conflict,
            "The server does not forward this device. Join the call again.",
        ),
        media::Error::Stopped | media::Error::Bind { .. } | media::Error::Configuration(_) => {
            Failure::busy()
        }
    }
}
