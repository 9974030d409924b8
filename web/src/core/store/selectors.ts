// Selectors of the state, of all slices.

export {
  anyUnread,
  badgeOf,
  isNotes,
  isUnread,
  markedTitle,
  nameOf,
  OFFLINE,
  partnersOf,
  personCalled,
  presenceOf,
  recentChannels,
  titleOf,
  totalBadge,
} from './listing';
export { editableSince, isAppointed, isManager, mayDelete, mayEdit, postingRight, type PostingRight } from './rights';
export { isCutOff } from './slices/connection';
export { outgoingOf } from './slices/outgoing';
export { asksForAttention, isUnreadThread } from './slices/threads';
export { typistsOf } from './slices/typing';
