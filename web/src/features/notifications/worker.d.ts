// The address of the service worker, which the build makes a script of its own.
declare module '*?worker&url' {
  const address: string;
  export default address;
}
