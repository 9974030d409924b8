// The name of a file. Where it is too long it is cut before its ending, which says what kind of file it is.

import styles from './FileName.module.css';

const ENDING = /(?<=.)\.[^.\s]{1,10}$/u;

export function FileName({ name }: { name: string }) {
  const ending = ENDING.exec(name)?.[0] ?? '';
  return (
    <bdi className={styles.name}>
      <span>{name.slice(0, name.length - ending.length)}</span>
      {ending !== '' && <span>{ending}</span>}
    </bdi>
  );
}
