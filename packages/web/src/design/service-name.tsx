import { serviceColor } from './service-color.ts';
import styles from './service-name.module.css';

/** A service: its dot and its name. The colour never stands alone. */
export function ServiceName({ name }: { readonly name: string }) {
  return (
    <span className={styles.service}>
      <span className={styles.dot} style={{ background: serviceColor(name) }} />
      <span className={styles.name}>{name === '' ? '(no name)' : name}</span>
    </span>
  );
}
