/** One line for each emoji: the emoji, then its short codes. Made when the widget is built. */
declare module 'virtual:shortcodes' {
  const table: string;
  export default table;
}
