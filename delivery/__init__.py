"""The outbound mail engine: mailings, messages, transports, events, suppression. Knows addresses, not people."""
