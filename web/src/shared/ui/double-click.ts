// Whether something is the second click of a double click: it must not do once more what the first did, and where the
// first opened a dialog it lands beside that and must not close it.

/** Whether a press or click is not the first of its kind at this place. */
export function isSecond(event: object): boolean {
  return 'detail' in event && typeof event.detail === 'number' && event.detail > 1;
}
