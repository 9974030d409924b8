// What was written to each conversation and not sent yet, for whatever the widget writes with.

import { Drafts, runtimeStorage } from '../../core/drafts/drafts';

export const DRAFTS = /* @__PURE__ */ new Drafts(/* @__PURE__ */ runtimeStorage());
