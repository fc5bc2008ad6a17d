"""What the leader does: opening, recording, following up and reviewing."""
