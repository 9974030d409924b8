// One icon of the Material Design set, drawn from the page's sheet of icons.

interface IconProps {
  /** Where it is: what `@mdi/js` exports, which the build turns into an address in the sheet. */
  path: string;
  /** Edge length in pixels. */
  size?: number;
}

/** Decoration only: the control around it carries the name. */
export function Icon({ path, size = 20 }: IconProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="currentColor" aria-hidden="true" focusable="false">
      <use href={path} />
    </svg>
  );
}
