"""How it is locked: a passphrase goes in, a data key comes out."""
