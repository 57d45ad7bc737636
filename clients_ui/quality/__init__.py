"""What is wrong with clients: findings about one, and likely duplicates among all."""
