"""evidence: documents. What was received, sealed; what is published, without anyone in it."""
