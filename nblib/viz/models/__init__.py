"""What figures show, computed: pure models that are too long to stand beside their drawing. No matplotlib here."""
