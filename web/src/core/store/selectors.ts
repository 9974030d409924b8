// Selectors of the page's state, of all slices.

export {
  anyUnread,
  badgeOf,
  isNotes,
  isUnread,
  markedTitle,
  OFFLINE,
  partnersOf,
  personCalled,
  presenceOf,
  recentChannels,
  totalBadge,
} from './listing';
export { calledIn, nameOf, titleOf } from './called';
export { editableSince, isAppointed, isManager, mayDelete, mayEdit, postingRight, type PostingRight } from './rights';
export { isCutOff } from './slices/connection';
export { outgoingOf } from './slices/outgoing';
export { asksForAttention, isUnreadThread } from './slices/threads';
export { typistsOf } from './slices/typing';
export { isPresenceUnknown } from './unknown';
