"""Working groups as the public sees them: `cards` on their list, `tabs` on the page of one."""
