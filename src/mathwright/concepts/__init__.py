"""What seed problems exercise: skills, topics and knowledge points, their graph and its walks."""
