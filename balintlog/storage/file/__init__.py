"""The encrypted file as a whole: its connection, schema, copies and integrity."""
