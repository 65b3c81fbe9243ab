package db

import "context"

// Integrity asks the engine whether its own structures are sound and gives a sentence for each fault it names.
// PostgreSQL has no such question; its page checksums are the server's to verify.
func (d *DB) Integrity(ctx context.Context) []string {
	if d.Engine != SQLite {
		return nil
	}
	c, err := d.read.Conn(ctx)
	if err != nil {
		return []string{"the database file is damaged: " + err.Error()}
	}
	defer func() { _ = c.Close() }()
	// Not mapped into memory: a file of any size is read.
	if _, err := c.ExecContext(ctx, "PRAGMA mmap_size=0"); err != nil {
		return []string{"the database file is damaged: " + err.Error()}
	}
	defer func() { _, _ = c.ExecContext(context.WithoutCancel(ctx), "PRAGMA mmap_size="+mapped) }()
	rows, err := c.QueryContext(ctx, "PRAGMA integrity_check(50)")
	if err != nil {
		return []string{"the database file is damaged: " + err.Error()}
	}
	defer func() { _ = rows.Close() }()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err == nil && s != "ok" {
			out = append(out, "the database file is damaged: "+s)
		}
	}
	if err := rows.Err(); err != nil {
		out = append(out, "the database file is damaged: "+err.Error())
	}
	return out
}
