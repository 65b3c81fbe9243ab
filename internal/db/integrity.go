package db

import "context"

// Integrity asks the engine whether its own structures are sound and gives a sentence for each fault it names.
// PostgreSQL has no such question; its page checksums are the server's to verify.
func (d *DB) Integrity(ctx context.Context) []string {
	if d.Engine != SQLite {
		return nil
	}
	rows, err := d.read.QueryContext(ctx, "PRAGMA integrity_check(50)")
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
