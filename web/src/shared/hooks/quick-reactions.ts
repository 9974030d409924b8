/** One click away from every message, the most common first. */
export const QUICK_REACTIONS = ['👍', '✅', '👀', '❤️', '😂', '🎉'];
