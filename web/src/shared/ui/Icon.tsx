// One icon, drawn from a path of the Material Design set.

interface IconProps {
  path: string;
  /** Edge length in pixels. */
  size?: number;
}

/** Decoration only: the control around it carries the name. */
export function Icon({ path, size = 20 }: IconProps) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={path} fill="currentColor" />
    </svg>
  );
}
