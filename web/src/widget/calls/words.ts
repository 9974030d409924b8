// The words of calls in the widget, in both languages: fetched with the first one that rings.

const english = {
  audio: 'Incoming audio call',
  video: 'Incoming video call',
  screen_share: 'Wants to share a screen',
  answer: 'Answer',
  decline: 'Decline',
};

const german: typeof english = {
  audio: 'Eingehender Anruf',
  video: 'Eingehender Videoanruf',
  screen_share: 'Möchte einen Bildschirm zeigen',
  answer: 'Annehmen',
  decline: 'Ablehnen',
};

export function wordsOf(language: string | undefined): typeof english {
  return language === 'de' ? german : english;
}
